"""Fainting: the reflex, the fall of pressure on standing, and the suspicion of an arrhythmia.

A mild case is a student who fainted in a hot room, a grave one a patient of 84 with a known weak heart who dropped.
"""

from ehrmind.medcalc.diseases.base import Disease

STORY = (
    "[It was over in less than a minute|The whole spell lasted less than a minute] [by the account of a witness|].",
    "[The tongue was not bitten|There was no tongue bite] and [no urine was lost|no jerking was seen].",
    "[{He} knew the place at once|{He} was clear at once] [on waking|when {he} came round].",
    "[A bruise on the elbow|A bruise on the forehead] is [the only injury|all that remained].",
    "[The spell was witnessed|The spell was seen] [by a relative|by bystanders].",
    "@alert {He} [denies|reports no] [chest pain|breathlessness] [before or after it|].",
    "[The last meal had been normal|{He} had eaten normally] [on that day|].",
)
EXAM = (
    "[There is no focal neurological sign|No focal neurological sign is found].",
    "The lungs are [clear|clear on both sides].",
    "The abdomen is [soft|soft and not tender].",
    "[Carotid bruits are not heard|There is no carotid bruit] [on either side|].",
    "[The scalp is intact|There is no wound of the scalp].",
    "[Gait is steady|{He} walks steadily] [across the room|].",
)
RESULTS = (
    "[The head was not scanned|A head scan was not thought necessary] [at this stage|].",
    "[Blood sugar was normal|A fingerstick sugar was normal] [in the ambulance|at the scene].",
    "[An echocardiogram is requested|Echocardiography is requested] [for tomorrow|].",
    "The chest film shows [no injury|clear lungs].",
)
PLAN = (
    "[The risk score decides on admission|Admission depends on the risk score].",
    "[Monitoring of the rhythm continues|The rhythm is monitored] [overnight|for a day].",
    "[Pressure lying and standing|A standing test] will be [repeated|recorded] [in the morning|].",
    "[Driving is not allowed|No driving] [until the cause is clear|for now].",
    "[Drugs that lower pressure were reviewed|The drug list was reviewed] [for possible causes|].",
    "[Fluids and slow standing|Slow standing and enough fluids] were [advised|explained].",
    "[The family knows what to do|The family was told what to do] [if it recurs|in another spell].",
)
COURSE = (
    "@late [No further spell occurred|There was no second spell] [during the stay|].",
    "@late [The echocardiogram was completed|Echocardiography was done] [on the second day|].",
    "@late {He} [went home|was discharged] [with written advice|after a quiet night].",
    "@late [The family physician|The primary care physician] [got a letter|was informed] [about the plan|].",
    "@late [Driving was discussed again|Rules for driving were given] [at the end|].",
)

REFLEX = Disease(
    "reflex syncope",
    asks=(109,),
    age=(18, 36, 82),
    setting="emergency",
    female=0.58,
    complaints=(
        "[a faint|a fainting spell]",
        "[a brief loss of consciousness|a short loss of consciousness]",
        "[a faint in the heat|fainting on a hot day]",
    ),
    measures={
        "heart_rate": (78, 52),
        "systolic": (128, 96),
        "respiratory_rate": (12, 18),
        "oxygen_saturation": (100, 96),
        "glucose": (84, 118),
    },
    findings={
        "cardiovascular_history": (0.02, 0.2),
        "no_prodrome": (0.08, 0.3),
        "abnormal_ecg": (0.04, 0.15),
    },
    story=(
        *STORY,
        "[It happened after long standing|{He} had been standing for long] [in the sun|in the heat].",
        "[Faints in youth are known|There were faints in youth] [at the sight of blood|].",
    ),
    exam=EXAM,
    results=RESULTS,
    plan=(*PLAN[:4], PLAN[5], "[Tensing of legs and arms|Counterpressure] was [shown|taught] [by the nurse|]."),
    course=(
        *COURSE,
        "@late [A tilt test|Tilt testing] was [booked|arranged] [in clinic|for next month].",
        "@late [Counterpressure was practiced|Tensing was practiced] [with good effect|with a therapist].",
    ),
)

ORTHOSTATIC = Disease(
    "syncope from a fall of pressure on standing",
    asks=(109,),
    age=(48, 76, 92),
    setting="emergency",
    complaints=(
        "[a collapse on getting up|a faint on getting out of bed]",
        "[a fall after getting up|a faint after rising]",
        "[loss of consciousness after supper|a faint after a heavy meal]",
    ),
    measures={
        "heart_rate": (66, 98),
        "systolic": (148, 98),
        "respiratory_rate": (12, 18),
        "hemoglobin": (14.0, 10.6),
        "sodium": (140, 131),
        "bun": (14, 40),
        "creatinine": (0.8, 1.8),
    },
    findings={
        "cardiovascular_history": (0.3, 0.6),
        "no_prodrome": (0.2, 0.45),
        "abnormal_ecg": (0.2, 0.45),
    },
    story=(
        *STORY,
        "[A diuretic was added|Doxazosin was added] [last month|some weeks ago].",
        "[Drinking has been little|Little had been drunk] [in the warm days|over the past days].",
    ),
    exam=(*EXAM[:5], "[The tongue is dry|Mucous membranes are dry] [and skin turgor is low|]."),
    results=RESULTS,
    plan=(
        *PLAN[:3],
        "[The newest pressure drug is stopped|The last added pressure drug is stopped] [for now|].",
        *PLAN[5:],
        "[Compression stockings|An abdominal binder] will be [tried|fitted] [by physiotherapy|].",
    ),
    course=(
        "@late [Standing became easier|{He} stood without dizziness] [after fluids|by the second day].",
        *COURSE,
        "@late [Evening doses were moved|The timing of tablets was changed] [with the pharmacist|].",
    ),
)

ARRHYTHMIC = Disease(
    "suspected arrhythmic syncope",
    asks=(109,),
    age=(34, 74, 92),
    setting="ward",
    female=0.4,
    weight=1.2,
    complaints=(
        "[a sudden collapse|a collapse this morning]",
        "[a second spell of lost consciousness|repeated loss of consciousness]",
        "[a collapse at home|loss of consciousness at home]",
    ),
    measures={
        "heart_rate": (84, 44),
        "systolic": (146, 96),
        "respiratory_rate": (13, 20),
        "oxygen_saturation": (99, 93),
        "potassium": (4.3, 3.2),
        "creatinine": (0.8, 1.7),
        "magnesium": (2.1, 1.5),
    },
    findings={
        "cardiovascular_history": (0.3, 0.75),
        "no_prodrome": (0.45, 0.75),
        "abnormal_ecg": (0.35, 0.7),
    },
    story=(
        *STORY,
        "[A similar spell happened|There was a similar spell] [last winter|two months ago].",
        "[{His} face was gray|The face had turned gray] [and then flushed|] [according to the spouse|].",
    ),
    exam=(*EXAM, "[The apex beat is not displaced|Apex beat in normal position] [on palpation|]."),
    results=RESULTS,
    plan=(
        *PLAN[:2],
        "[Cardiology was consulted|The cardiologist was asked] about [conduction|a loop recorder].",
        "[Potassium and magnesium are kept high|Electrolytes are corrected] [on the monitor ward|].",
        *PLAN[3:5],
        PLAN[6],
    ),
    course=(
        *COURSE,
        "@late [A loop recorder was implanted|An event recorder was implanted] [under the skin|].",
        "@late [The cardiologist saw {him} again|Cardiology reviewed the recordings] [in clinic|after two months].",
    ),
)

DISEASES = (REFLEX, ORTHOSTATIC, ARRHYTHMIC)
