"""QT intervals of slow and fast hearts: low potassium with syncope, sinus bradycardia, sinus tachycardia.

A mild tachycardia has 104 beats a minute, a grave one 172; its QT interval shortens with the rate.
"""

from ehrmind.medcalc.diseases.base import Disease
from ehrmind.medcalc.diseases.rhythm import COURSE, EXAM, PLAN, QT

HYPOKALEMIA = Disease(
    "hypokalemia with syncope",
    asks=(*QT, 128),
    age=(18, 48, 84),
    setting="emergency",
    female=0.6,
    complaints=(
        "[a brief loss of consciousness|fainting without warning]",
        "[muscle weakness and fainting|fainting with weak legs]",
        "[fainting after days of diarrhea|a faint after diarrhea]",
    ),
    measures={
        "qtc": (430, 610),
        "heart_rate": (64, 104),
        "systolic": (126, 96),
        "potassium": (3.3, 2.2),
        "magnesium": (1.9, 1.2),
        "sodium": (139, 131),
        "creatinine": (0.7, 1.5),
        "urine_potassium": (24, 10),
        "osmolality": (290, 276),
        "urine_osmolality": (340, 620),
    },
    story=(
        "[{He} slid off a chair|{He} sank to the floor] and [came round within seconds|woke up quickly].",
        "[Diarrhea had gone on for days|There had been diarrhea] [after a journey|since the weekend].",
        "[A diuretic was taken for swelling|{He} used a diuretic] [without control of salts|for months].",
        "[The legs felt weak|Weak legs were noticed] [on the stairs|in the days before].",
        "There was no [tongue bite|tongue bite and no shaking|shaking] [during the faint|].",
        "[Azithromycin had been prescribed|Ondansetron had been given] [two days earlier|].",
        "@alert {He} [denies|reports no] [chest pain|head injury].",
        "[The ambulance recorded short runs|Paramedics saw short runs of ventricular beats] [on the way|].",
    ),
    exam=(*EXAM, "[Reflexes are weak|The tendon reflexes are weak] [in the legs|]."),
    results=(
        "The tracing shows [U waves|flat T waves and U waves] [in the chest leads|].",
        "[Stool culture was sent|A stool sample was sent] [to the laboratory|].",
        "[The chest film|The chest radiograph] shows [clear lungs|a normal heart size].",
    ),
    plan=(
        "[Potassium and magnesium are infused|Potassium with magnesium is given] [under monitoring|].",
        *PLAN[2:4],
        "[The monitor stays on|Monitoring continues] [for at least a day|overnight].",
        "[The diuretic was stopped|Diuretics were stopped] [at once|].",
        "[The tracing will be repeated|A repeat tracing is planned] [after replacement|tonight].",
    ),
    course=(
        "@late [No further syncope|No other faint] [occurred|was seen] [in hospital|].",
        "@late [The runs ceased|Ventricular runs ceased] [with replacement|within hours].",
        "@late [The tracing became normal|The tracing changed back to normal] [by the third day|].",
        "@late [Stool culture grew Campylobacter|Stool cultures were negative] [in the end|].",
        "@late [Potassium tablets were continued|Oral potassium was continued] [for a week|at home].",
        *COURSE[4:],
        "@late {He} [went home|was discharged] [without the diuretic|with advice on salts].",
    ),
)

BRADYCARDIA = Disease(
    "sinus bradycardia",
    asks=QT,
    age=(18, 61, 90),
    setting="clinic",
    complaints=(
        "[tiredness|lack of drive]",
        "[a slow heartbeat|a slow heartbeat on a watch]",
        "[lightheadedness|dizzy spells]",
    ),
    measures={
        "qtc": (372, 455),
        "heart_rate": (57, 44),
        "systolic": (136, 112),
        "potassium": (4.0, 5.0),
        "tsh": (1.8, 6.6),
        "creatinine": (0.8, 1.4),
    },
    story=(
        "[A watch gave an alarm|The watch gave an alarm] [at night|during sleep].",
        "@alert {He} [denies|reports no] [fainting|chest pain] [on effort|].",
        "[Stairs take longer|The stairs take longer] [than last year|].",
        "[A beta-blocker is taken for migraine|Propranolol is taken] [in a low dose|].",
        "[Long runs have been part of every week|{He} has run long distances] [for years|since youth].",
        "[Cold is felt more|Cold rooms are hard to bear] [this winter|].",
        "There was no tick bite [last summer|this year] [as far as known|].",
        "[Eye drops are used|Timolol drops are used] [in the evening|].",
    ),
    exam=EXAM,
    results=(
        "The tracing shows [sinus rhythm|narrow complexes] without [block|pauses].",
        "[The echocardiogram|Cardiac ultrasound] shows [normal ventricular function|no valve disease].",
        "[Exercise brings a normal rise|On the treadmill the rise was normal].",
    ),
    plan=(
        *PLAN[:2],
        "[The beta-blocker is reduced|Propranolol is tapered] [over two weeks|].",
        "[A day-long recording|A long-term recording] was [ordered|arranged].",
        "[Eye drops should be changed|A change of eye drops was suggested] [by letter|].",
        "[No pacemaker is needed|A pacemaker is not indicated] [at present|].",
        PLAN[4],
    ),
    course=(
        *COURSE[:3],
        "@late [The long-term recording|The recording] showed [no pauses|sinus rhythm throughout].",
        "@late [Energy came back|The tiredness lessened] [after the drops were changed|in the end].",
        "@late [By phone|On the telephone] {he} was [well|content] [at the follow-up|].",
        COURSE[4],
    ),
)

TACHYCARDIA = Disease(
    "sinus tachycardia",
    asks=QT,
    age=(18, 39, 78),
    setting="emergency",
    complaints=(
        "[palpitations|a racing heart]",
        "[a fast heartbeat and tremor|tremor with palpitations]",
        "[nervousness|inner restlessness] [and palpitations|]",
    ),
    measures={
        "qtc": (384, 470),
        "heart_rate": (104, 172),
        "systolic": (138, 112),
        "respiratory_rate": (14, 26),
        "temperature": (36.8, 38.2),
        "potassium": (4.2, 3.3),
        "hemoglobin": (14.0, 10.5),
    },
    story=(
        "[The heart races even at rest|Even at rest the heart races] [and settles slowly|].",
        "[Two energy drinks were taken|Energy drinks had been taken] [before an examination|at work].",
        "@alert {He} [denies|reports no] [chest pain|fainting] [so far|].",
        "[Weight was lost|{He} lost weight] [in spite of a good appetite|over the spring].",
        "[The hands tremble|There is trembling] [when holding a cup|when writing].",
        "[Salbutamol was used|A salbutamol inhaler was used] [several times that day|].",
        "[Sleep was short|There was little sleep] [in the nights before|].",
        "[It came on gradually|The onset was gradual] [over the morning|].",
    ),
    exam=(
        *EXAM[:4],
        "[The palms are moist|Palms are warm and moist] [on examination|].",
        "[There is a fine tremor|A fine tremor is seen] of the hands.",
    ),
    results=(
        "[The tracing|The recording] shows sinus rhythm with [P waves before each complex|upright P waves].",
        "[Thyroid tests are pending|Thyroid hormones were sent].",
        "[The drug screen is negative|Toxicology is negative].",
    ),
    plan=(
        *PLAN[:4],
        "[Fluids are given|A liter of crystalloid is given] [by vein|].",
        "[Propranolol will be considered|A beta-blocker is considered] [when thyroid tests are back|].",
        "[Caffeine should be avoided|No more energy drinks] [for now|].",
    ),
    course=(
        "@late [The fast beat settled|The racing settled] [overnight|with rest and fluids].",
        "@late [Thyroid tests|Thyroid hormones] [were|proved] normal.",
        *COURSE[:2],
        COURSE[4],
        "@late {He} [left in the evening|went home] [after observation|with advice on caffeine].",
        "@late [A clinic visit|Follow-up in clinic] was [arranged|booked] [within a month|].",
    ),
)

DISEASES = (HYPOKALEMIA, BRADYCARDIA, TACHYCARDIA)
