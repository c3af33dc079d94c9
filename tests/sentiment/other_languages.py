"""Sentences that an employee might write in other languages, written for these tests; no data set holds them."""

SENTENCES = {
    "German": (
        "Unser Teamleiter hört zu und verteilt die Arbeit gerecht.",
        "Seit Monaten machen wir Überstunden und niemand sagt danke.",
        "Die Kantine ist teurer geworden, das Essen aber nicht besser.",
        "Ich möchte gern eine Weiterbildung machen, bekomme aber keine Antwort.",
    ),
    "French": (
        "Notre responsable écoute vraiment les remarques de l'équipe.",
        "Les horaires changent chaque semaine et personne ne nous prévient.",
        "Le salaire n'a pas bougé depuis trois ans, c'est décourageant.",
        "J'apprécie beaucoup de pouvoir travailler deux jours chez moi.",
    ),
    "Spanish": (
        "El ambiente es bueno pero los sueldos son muy bajos.",
        "Mi jefa siempre encuentra tiempo para explicarme las cosas.",
        "Llevamos meses pidiendo una silla nueva y nadie responde.",
        "No hay posibilidad de crecer dentro de esta empresa.",
    ),
    "Italian": (
        "Il mio capo non risponde mai alle nostre domande.",
        "Mi trovo bene con i colleghi e il lavoro mi piace.",
        "Da mesi facciamo straordinari che nessuno ci paga davvero.",
        "Vorrei sapere quando parte il nuovo corso di formazione.",
    ),
    "Portuguese": (
        "O trabalho é interessante mas o salário não chega.",
        "A chefia decide tudo sem perguntar nada à equipa.",
        "Gosto muito dos meus colegas e do horário flexível.",
        "Há semanas que ninguém conserta o aquecimento da sala.",
    ),
    "Dutch": (
        "De sfeer is goed maar het loon blijft achter.",
        "Onze leidinggevende luistert nooit naar wat wij zeggen.",
        "Ik werk hier graag en krijg genoeg vrijheid.",
        "Het rooster wordt elke week op het laatste moment gewijzigd.",
    ),
    "Polish": (
        "Kierownik nigdy nie odpowiada na nasze pytania.",
        "Atmosfera w zespole jest świetna, polecam tę pracę.",
        "Od roku czekamy na podwyżkę i nic się nie dzieje.",
        "Chciałbym częściej pracować z domu, ale nie wolno.",
    ),
    "Swedish": (
        "Chefen lyssnar aldrig på oss som jobbar på golvet.",
        "Jag trivs bra med mina kollegor och uppgifterna.",
        "Lönen har inte höjts på flera år trots löften.",
        "Vi behöver fler händer på nattskiftet omgående.",
    ),
    "Turkish": (
        "Müdürümüz bizi hiç dinlemiyor ve her şeye karışıyor.",
        "İş arkadaşlarımı çok seviyorum, ortam gayet güzel.",
        "Maaşlar çok düşük ve fazla mesai ödenmiyor.",
        "Yeni bir eğitim programı ne zaman başlayacak acaba?",
    ),
    "Czech": (
        "Vedoucí nám nikdy neřekne, co se bude dít.",
        "S kolegy si rozumím a práce mě baví.",
        "Přesčasy se tu neplatí už skoro celý rok.",
        "Chtěla bych vědět, kdy se opraví topení v dílně.",
    ),
    "Romanian": (
        "Șeful nostru nu ascultă niciodată ce avem de spus.",
        "Îmi place echipa și programul este destul de flexibil.",
        "Salariile sunt mici și nimeni nu ne explică de ce.",
        "Aștept de două luni un răspuns la cererea mea.",
    ),
    "Indonesian": (
        "Atasan saya tidak pernah mendengarkan keluhan kami semua.",
        "Saya senang bekerja di sini karena rekan kerja baik.",
        "Gaji kami terlalu rendah untuk beban kerja sebanyak ini.",
        "Kapan pelatihan baru untuk karyawan gudang dimulai lagi?",
    ),
    "Russian": (
        "Наш начальник никогда не слушает рабочих.",
        "Мне нравится коллектив и удобный график работы.",
        "Зарплату не повышали уже четыре года подряд.",
        "Когда наконец починят отопление в нашем цехе?",
    ),
    "Greek": (
        "Ο διευθυντής δεν ακούει ποτέ την ομάδα μας.",
        "Μου αρέσει η δουλειά και οι συνάδελφοι εδώ.",
    ),
    "Arabic": (
        "مديرنا لا يستمع إلى أحد من الفريق أبدا",
        "أحب عملي هنا وزملائي يساعدونني كل يوم",
    ),
    "Hindi": (
        "हमारे मैनेजर कभी हमारी बात नहीं सुनते हैं",
        "मुझे यहाँ काम करना बहुत अच्छा लगता है",
    ),
    "Chinese": ("我们的经理从来不听员工的意见", "我很喜欢这里的同事和工作时间"),
    "Japanese": ("上司は私たちの話をまったく聞いてくれません", "同僚がとても親切で働きやすい職場です"),
}  # fmt: skip
