"""Checks of the QT interval: methadone, antipsychotics, antiarrhythmics, low potassium, slow and fast hearts.

A mild check of methadone has a QTc of 400 ms at 66 beats a minute, a grave one of 560 ms.
"""

from ehrmind.medcalc.diseases.base import Disease

QT = (11, 56, 57, 58, 59)
EXAM = (
    "Heart sounds are [normal|clear] without [murmurs|a click].",
    "[The lungs are|Both lungs are] clear [to auscultation|].",
    "[There is no leg edema|The ankles are free of edema] [on examination|].",
    "[Jugular veins are flat|The jugular veins are not distended] [at present|].",
    "[The thyroid is not enlarged|There is no goiter] [today|].",
    "The abdomen is [soft|soft and not tender|soft without guarding|not tender].",
)
PLAN = (
    "[The tracing will be repeated|A repeat tracing is planned] [in one week|at the next dose].",
    "[Potassium and magnesium|Electrolytes] are [checked|kept under review] [with each tracing|].",
    "[Other drugs that act on repolarization|Macrolides and antiemetics] should be [avoided|left out].",
    "[The list of drugs was gone through|All drugs were reviewed] with [the pharmacist|a pharmacist].",
    "[Return at once|{He} should come at once] [after fainting|if {he} faints].",
)
COURSE = (
    "@late [The repeat tracing|A repeat tracing] was [compared with the first|read by a cardiologist].",
    "@late [No arrhythmia|No fainting] [occurred|was noted] [in the following weeks|].",
    "@late [Electrolytes stayed in range|Electrolytes were stable] [at each check|].",
    "@late [The dose was reviewed|The dose was discussed] [with the prescriber|by telephone].",
    "@late [A card with drugs to avoid|A list of drugs to avoid] was [handed over|issued].",
)

METHADONE = Disease(
    "opioid dependence under methadone",
    asks=QT,
    age=(22, 43, 68),
    setting="clinic",
    female=0.35,
    complaints=(
        "[a tracing under methadone|a check under methadone]",
        "[a review of opioid substitution|an opioid substitution review]",
        "[an increase of methadone|a planned increase of methadone]",
    ),
    measures={
        "qtc": (396, 575),
        "heart_rate": (92, 54),
        "systolic": (130, 108),
        "potassium": (4.4, 3.3),
        "magnesium": (2.2, 1.5),
        "alt": (22, 110),
    },
    story=(
        "[Methadone is taken under supervision|{He} takes methadone under supervision] [at the pharmacy|].",
        "[The dose was raised|The methadone dose was raised] [last month|in steps] [because of craving|].",
        "@alert {He} [denies|reports no] [fainting|blackouts] [or palpitations|].",
        "[No heroin has been used|There has been no heroin use] [this year|since spring].",
        "[Work in a warehouse was resumed|{He} works in a warehouse] [in shifts|].",
        "[Hepatitis C was treated|A hepatitis C infection was cured] [two years ago|].",
        "[Citalopram was stopped|A course of clarithromycin ended] [some weeks ago|].",
        "[Sleep is poor|{He} sleeps badly] [on some nights|before the morning dose].",
    ),
    exam=(*EXAM, "[The pupils are small|Pupils are small] and [equal|react to light]."),
    results=(
        "[The tracing|The recording] shows sinus rhythm [without ectopy|].",
        "[The urine screen shows|Urine screening shows] methadone [and no other opioid|only].",
    ),
    plan=(
        *PLAN,
        "[Buprenorphine was discussed|A switch to buprenorphine was discussed] [as an alternative|].",
        "[Naloxone spray|A naloxone kit] was [handed out|supplied].",
    ),
    course=(
        *COURSE,
        "@late [Craving was less|Cravings became weaker] [on split doses|].",
        "@late [Take-home doses|Weekend doses at home] were [allowed|agreed] [later|].",
    ),
)

ANTIPSYCHOTIC = Disease(
    "psychosis under an antipsychotic drug",
    asks=QT,
    age=(18, 36, 76),
    setting="ward",
    complaints=(
        "[agitation and poor sleep|agitation]",
        "[suspicious thoughts|growing mistrust] [and poor sleep|]",
        "[restlessness and poor sleep|poor sleep and restlessness]",
    ),
    measures={
        "qtc": (384, 545),
        "heart_rate": (70, 122),
        "systolic": (124, 134),
        "potassium": (4.3, 3.2),
        "magnesium": (2.2, 1.6),
        "glucose": (92, 165),
    },
    story=(
        "[Haloperidol was started|Quetiapine was started] [for voices|for psychosis] [last week|].",
        "[Risperidone had caused stiffness|On risperidone there was stiffness] [of the jaw|].",
        "[Nights are spent pacing|{He} paces at night] [in the corridor|].",
        "@alert {He} [denies|reports no] [palpitations|fainting] [in the past|].",
        "[Weight has gone up|{He} has gained weight] [on olanzapine|over the year].",
        "[A long-acting injection|A depot injection] was [declined|discussed] [before|].",
        "[Meals are taken with the group|{He} eats with the group] [on most days|].",
        "[No illicit drugs|No stimulant drugs] were [found in the screen|detected].",
    ),
    exam=(*EXAM, "There is no [rigidity|cogwheel rigidity] of the [wrists|arms]."),
    results=(
        "[The tracing|The recording] shows sinus rhythm [without ectopy|].",
        "[Prolactin is slightly raised|The prolactin is above the limit].",
        "[The urine screen is negative|Urine screening is negative].",
    ),
    plan=(
        *PLAN[:4],
        "[Aripiprazole is an alternative|A switch to aripiprazole is considered] [if need be|].",
        "[Lorazepam at night|Melatonin at night] is [allowed|available] [for sleep|].",
        "[Weight and waist|Weight and glucose] are [followed|recorded] [monthly|].",
    ),
    course=(
        *COURSE[:3],
        COURSE[4],
        "@late [Voices faded|The voices receded] [over some weeks|on treatment].",
        "@late [Sleep returned|{He} slept through] [with less pacing|by the second week].",
        "@late {He} [moved to the day clinic|was discharged to the day clinic] [after a month|].",
    ),
)

ANTIARRHYTHMIC = Disease(
    "arrhythmia under an antiarrhythmic drug",
    asks=QT,
    age=(38, 67, 86),
    setting="clinic",
    complaints=(
        "[a tracing under sotalol|a check under sotalol]",
        "[a review of amiodarone|a check under amiodarone]",
        "[control of rhythm treatment|a review of rhythm treatment]",
    ),
    measures={
        "qtc": (404, 565),
        "heart_rate": (84, 46),
        "systolic": (134, 112),
        "potassium": (4.5, 3.6),
        "creatinine": (0.8, 1.5),
        "tsh": (1.6, 6.0),
    },
    story=(
        "[The drug was started|Treatment was started] for [atrial fibrillation|ventricular ectopy] [last winter|].",
        "[Episodes have become rare|Hardly any episodes have occurred] [since then|on the drug].",
        "@alert {He} [denies|reports no] [fainting|blackouts] [or visual halos|].",
        "[The dose was doubled|The dose was raised] [at the last visit|] [after a relapse|].",
        "[Garden work goes well|{He} manages the garden] [without breaks|].",
        "[A diuretic was added|Indapamide was added] [by a colleague|elsewhere] [recently|].",
        "[Sun protection is used|{He} uses sun cream] [every day|].",
        "The eyes are [checked|examined] [each year|once a year].",
    ),
    exam=EXAM,
    results=(
        "[The tracing|The recording] shows sinus rhythm [with a first-degree block|].",
        "[The echocardiogram|Cardiac ultrasound] shows [normal ventricular function|a mildly enlarged atrium].",
    ),
    plan=(*PLAN, "[Thyroid and liver tests|Lung function and thyroid tests] are [due|repeated] [twice a year|]."),
    course=(
        *COURSE,
        "@late [Rhythm stayed regular|The rhythm stayed regular] [at the next visit|].",
        "@late [The diuretic|Indapamide] was replaced [by spironolactone|in the end].",
    ),
)

DISEASES = (METHADONE, ANTIPSYCHOTIC, ANTIARRHYTHMIC)
