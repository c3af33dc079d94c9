"""The invented words of the sample company: what its numbers stand for."""

FAMILIES = (
    "Operations", "Customer Service", "Engineering", "Sales", "Logistics", "Finance", "Product", "Marketing",
)  # fmt: skip
"""Job families; divisions carry their names."""

BASE_PAY = (34_000, 31_000, 47_000, 40_000, 33_000, 44_000, 46_000, 39_000)
"""Middle of the lowest pay band of each job family in 2020, in euros a year."""

LOCATIONS = ("Aldermoor", "Brightwater", "Castelnovo", "Dunhaven", "Eisental")
LOCATION_SHARES = (0.34, 0.24, 0.18, 0.14, 0.10)
WORK_MODES = ("office", "hybrid", "remote")
CONTRACTS = ("permanent", "fixed_term")
EXIT_KINDS = ("voluntary", "involuntary", "retirement", "end_of_contract", "transfer")
EXIT_REASONS = ("career", "pay", "workload", "manager", "recognition", "team", "relocation", "other")
ABSENCE_KINDS = ("holiday", "sick", "family", "other")
EVENT_KINDS = ("town_hall", "social", "training", "mentoring", "volunteering")
RECOGNITION_KINDS = ("thank_you", "spot_award", "peer_praise")
JOURNEY_KINDS = ("start", "return", "anniversary", "move")
OUTREACH_KINDS = ("check_in", "career_conversation", "stay_interview", "recognition", "workload_review")
OUTREACH_OUTCOMES = ("talked", "declined", "not_reached")
LOT, ASSIGNED = "trial", "assigned"
"""Kind and outcome of a row that says for which arm a lot was drawn."""
COMMENT_SOURCES = ("survey", "box")
ARMS = ("now", "later")
LANGUAGES = ("en", "de", "it", "fr")
CHANNELS = ("email", "chat", "phone")
SKILLS = ("coaching", "mediation", "careers", "workload", "onboarding")
GENDERS = ("woman", "man", "non_binary")
ETHNICITIES = ("group_a", "group_b", "group_c", "group_d")
DISABILITIES = ("no", "yes")

UNIT_WORDS = (
    "Anchor", "Beacon", "Compass", "Delta", "Ember", "Foundry", "Garnet", "Harbour", "Island", "Juniper",
    "Keystone", "Lantern", "Meridian", "North", "Orchard", "Pioneer",
)  # fmt: skip
"""What new and renamed units are called, behind the name of the unit above."""

GIVEN_NAMES = (
    "Amara", "Anselm", "Aroha", "Ayaka", "Bahar", "Benedek", "Bojana", "Caoimhe", "Chidi", "Dalia",
    "Darius", "Eluned", "Emeka", "Esra", "Farid", "Fenna", "Giulia", "Goran", "Hana", "Henrike",
    "Ibrahim", "Ilse", "Imani", "Ishaan", "Jarek", "Jimena", "Kaito", "Katya", "Kofi", "Lakshmi",
    "Leonor", "Linh", "Ludovic", "Mads", "Mairead", "Marisol", "Mehmet", "Mirela", "Nadia", "Nikos",
    "Noor", "Odile", "Oluwaseun", "Orla", "Pavel", "Priya", "Quentin", "Ranjit", "Rosalind", "Sanna",
    "Selam", "Shira", "Sione", "Tadeusz", "Tamsin", "Thandiwe", "Uchenna", "Valentina", "Wanjiru",
    "Wilhelm", "Xiulan", "Yara", "Yusuf", "Zofia",
)  # fmt: skip

FAMILY_NAMES = (
    "Abernathy", "Adeyemi", "Almqvist", "Anand", "Bakker", "Barzani", "Bianchi", "Brzezina", "Cardoso",
    "Chaudhri", "Dahlgren", "Demirel", "Dimitrova", "Dlamini", "Eriksen", "Fairweather", "Farouk",
    "Ferreira", "Fontaine", "Gebre", "Grünwald", "Gupte", "Halloran", "Hashimoto", "Havel", "Holm",
    "Ibarra", "Ivanescu", "Jansma", "Kahananui", "Kaplan", "Kiprono", "Kowalczyk", "Laurent", "Lindqvist",
    "Lopes", "Mancini", "Mbeki", "Meyerhoff", "Moreau", "Nakagawa", "Ncube", "Nguyen", "Novotna",
    "Okonkwo", "Olsen", "Ortega", "Pappas", "Petrov", "Quispe", "Rahimi", "Rossi", "Saarinen", "Sandoval",
    "Schuster", "Sharma", "Silva", "Szabo", "Takahashi", "Tesfaye", "Ueda", "Vargas", "Weatherby",
    "Yilmaz", "Zielinski",
)  # fmt: skip
