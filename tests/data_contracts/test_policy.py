"""Policies are read whole or refused by key, and their hash says which policy a run obeyed."""

import re
from datetime import date
from typing import get_args

import pytest

from data_contracts.errors import PolicyRefused
from data_contracts.policy.conflicts import conflicts
from data_contracts.policy.outreach import DEFAULT_OUTREACH, load_outreach_policy
from data_contracts.policy.playbook import GroupKind, PersonKind, Theme, Topic
from data_contracts.policy.privacy import DEFAULT_PRIVACY, load_privacy_policy

OUTREACH, PRIVACY = DEFAULT_OUTREACH.read_text(), DEFAULT_PRIVACY.read_text()


def test_the_shipped_policies_are_valid():
    """The defaults load, with at least ten kinds of conversation and one for every theme."""
    policy = load_outreach_policy()
    assert {playbook.kind for playbook in policy.playbooks} == {*get_args(PersonKind), *get_args(GroupKind)}
    assert {topic for playbook in policy.playbooks for topic in playbook.topics} == set(get_args(Topic))
    assert conflicts(policy) == ()
    assert {theme for playbook in policy.playbooks for theme in playbook.themes} == set(Theme.__args__)
    assert policy.playbook("check-in").name == "Check-in"
    with pytest.raises(KeyError):
        policy.playbook("no such")
    privacy = load_privacy_policy()
    assert [privacy.mood_in_scores, privacy.trial, privacy.survey_answers_in_scores] == [False] * 3


def test_no_opening_question_mentions_a_score_a_risk_or_leaving():
    """Read with other words than the policy's own check."""
    for playbook in load_outreach_policy().playbooks:
        for question in playbook.opening_questions:
            assert question.endswith("?")
            assert not re.search(
                r"(?i)scor|risk|leav|quit|resign|predict|another (job|company|employer)", question
            )


@pytest.mark.parametrize(
    "question",
    [
        "Are you at risk?",
        "Why is your score high?",
        "Are you leaving us?",
        "Do you want to quit?",
        "Our MODEL says hi",
    ],
)
def test_a_playbook_that_asks_about_leaving_is_refused(write, question):
    """The refusal quotes the question and the word."""
    text = OUTREACH.replace("How have the last few weeks been for you?", question)
    with pytest.raises(PolicyRefused, match=r"opening_questions.*must not be said.*" + re.escape(question)):
        load_outreach_policy(write("outreach.toml", text))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("cool_down_days = 60", "cooldown_days = 60", r"cooldown_days: there is no such key"),
        ("cool_down_days = 60", "cooldown_days = 60", r"cool_down_days: this key is missing"),
        ("cool_down_days = 60", 'cool_down_days = "long"', r"cool_down_days: "),
        ("assumed_effect = 0.15", "assumed_effect = 1.5", r"assumed_effect: "),
        ("assumed_effect = 0.15", "assumed_effect = nan", r"assumed_effect: "),
        ('currency = "EUR"', 'currency = "euro"', r"currency: "),
        ("watch_at = 1.5", "watch_at = 3.5", r"talk_soon_at must be above watch_at"),
        ('id = "coaching"', 'id = "check-in"', r"used twice: check-in"),
        ('kind = "mediation"', 'kind = "interrogation"', r"playbooks\.\d+\.kind"),
        ("hours = 3.0\n", "", r"playbooks\.\d+\.hours: this key is missing"),
        ("hours = 3.0\n", "hours = 0\n", r"playbooks\.\d+\.hours: "),
        ("journey_reserve = 0.25", "journey_reserve = 1.25", r"ranking\.journey_reserve: "),
        ('topics = ["conflict"]', 'themes = ["team"]', r"chosen by topics, not by themes"),
        ("[leak]", "[leak", r"not readable as TOML"),
        (
            "put_off_days = 28",
            "replacement = { by_job_family = { Sales = 1 }, share_of_salary = 1 }\nput_off_days = 28",
            r"by_job_family and share_of_salary contradict",
        ),
        (
            "put_off_days = 28",
            "replacement.share_of_salary = -1\nput_off_days = 28",
            r"replacement\.share_of_salary: ",
        ),
        (
            "put_off_days = 28",
            "replacement.by_job_family.Sales = inf\nput_off_days = 28",
            r"by_job_family\.Sales: ",
        ),
    ],
)
def test_a_wrong_key_is_refused_by_name(write, old, new, words):
    """The file and the key are named, and no default is taken in its place."""
    assert old in OUTREACH
    file = write("mine.toml", OUTREACH.replace(old, new, 1))
    with pytest.raises(PolicyRefused, match=words) as refused:
        load_outreach_policy(file)
    assert str(file) in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("scores = 5", "scores = 4", "scores is below 5"),
        ('  "requests",', "", "may not be taken off the list: requests"),
        ("mood_in_scores = false", "mood_in_scores = true", "mood_in_scores: needs the privacy officer's"),
        ("trial = false", 'trial = true\napproved_by = "Ann"', "trial: needs the privacy officer's"),
        ("trial = false", "trials = false", "trials: there is no such key"),
    ],
)
def test_privacy_is_not_loosened_by_a_slip(write, old, new, words):
    """Floors do not fall, barred sources stay barred, and looser choices need a name and a day."""
    assert old in PRIVACY
    with pytest.raises(PolicyRefused, match=words):
        load_privacy_policy(write("privacy.toml", PRIVACY.replace(old, new, 1)))


def test_a_replacement_costs_the_same_unless_the_policy_says_otherwise(write):
    """Flat as shipped; by family for those named; a share of the pay for whoever has one on record."""

    def costs(line: str) -> list[float]:
        text = OUTREACH.replace("put_off_days = 28", f"{line}\nput_off_days = 28", 1)
        policy = load_outreach_policy(write("outreach.toml", text))
        people = (("Sales", 80_000.0), ("Plant", None))
        return [policy.replacement_of(family, pay) for family, pay in people]

    assert costs("") == [30_000.0, 30_000.0]
    assert costs("replacement.by_job_family = { Sales = 45000.0 }") == [45_000.0, 30_000.0]
    assert costs("replacement.share_of_salary = 0.5") == [40_000.0, 30_000.0]


def test_an_approved_choice_is_accepted(write):
    """With the officer's name and day, named survey answers may be used."""
    text = PRIVACY.replace(
        "survey_answers_in_scores = false",
        'approved_by = "A. Officer"\napproved_on = 2026-01-31\nsurvey_answers_in_scores = true',
    )
    policy = load_privacy_policy(write("privacy.toml", text))
    assert policy.survey_answers_in_scores
    assert policy.approved_on == date(2026, 1, 31)


def test_the_hash_is_of_what_the_policy_says(write):
    """Comments do not change it, any value does."""
    same = load_outreach_policy(write("a.toml", "# a remark\n" + OUTREACH))
    other = load_outreach_policy(write("b.toml", OUTREACH.replace("valid_days = 7", "valid_days = 8")))
    assert same.hash == load_outreach_policy().hash != other.hash


def test_a_policy_file_that_is_not_there_is_named(tmp_path):
    """A mistyped path is refused, not replaced by the defaults."""
    with pytest.raises(PolicyRefused, match=r"nowhere\.toml: no such file"):
        load_outreach_policy(tmp_path / "nowhere.toml")


def test_a_policy_from_before_the_ranking_rules_loads_with_their_defaults(write):
    """A home keeps its file: no reserve, floor or group playbook need be named."""
    text = re.sub(r"(?s)# What the list keeps room.*?(?=# A band begins)", "", OUTREACH)
    text = re.sub(r"put_off_days = .*\n", "", text)
    text = text[: text.index('[[playbooks]]\nid = "listening-session"')]
    policy = load_outreach_policy(write("outreach.toml", text))
    assert policy.ranking == load_outreach_policy().ranking
    assert policy.unit_playbooks == ()


@pytest.mark.parametrize(
    ("old", "new", "keys"),
    [
        (
            "weekly_hours_default = 12.0",
            "weekly_hours_default = 3.5",
            ["playbooks.town-hall.hours", "weekly_hours_default"],
        ),
        ("coverage_floor = 1", "coverage_floor = 30", ["ranking.coverage_floor", "weekly_hours_default"]),
        (
            "journey_reserve = 0.25",
            "journey_reserve = 1.0",
            ["ranking.journey_reserve", "ranking.coverage_floor"],
        ),
        ("coverage_days = 365", "coverage_days = 60", ["ranking.coverage_days", "cool_down_days"]),
        ('kind = "onboarding_check_in"', 'kind = "check_in"', ["ranking.first_days", "onboarding_check_in"]),
    ],
)
def test_rules_that_cannot_all_be_kept_are_named_together(write, old, new, keys):
    """Each conflict names the keys that contradict each other."""
    policy = load_outreach_policy(write("outreach.toml", OUTREACH.replace(old, new, 1)))
    assert any(all(key in found for key in keys) for found in conflicts(policy)), conflicts(policy)


def test_a_playbook_may_lie_in_a_file_of_its_own(write):
    """A file in `playbooks` adds one, or takes the place of the one with its id; a wrong one is refused by key."""
    file = write("outreach.toml", OUTREACH)
    folder = file.parent / "playbooks"
    folder.mkdir()
    begin = OUTREACH.index('[[playbooks]]\nid = "check-in"') + len("[[playbooks]]\n")
    own = OUTREACH[begin : OUTREACH.index("[[playbooks]]", begin)]
    (folder / "check-in.toml").write_text("version = 2\n" + own)
    (folder / "walk.toml").write_text(own.replace('id = "check-in"', 'id = "walk"'))
    policy = load_outreach_policy(file)
    assert (policy.playbook("check-in").version, policy.playbook("walk").hours) == (2, 1.0)
    assert len(policy.playbooks) == len(load_outreach_policy().playbooks) + 1
    (folder / "walk.toml").write_text(own.replace("hours = 1.0", ""))
    with pytest.raises(PolicyRefused, match=r"playbooks\.\d+\.hours: this key is missing"):
        load_outreach_policy(file)
