"""Transient ischemic attacks: from a narrowed carotid artery, from small vessels, and of a cause not yet found.

A mild attack is five minutes of numbness at 128/76 mmHg, a grave one two hours of a limp arm at 186/104 mmHg.
"""

from ehrmind.medcalc.diseases.base import Disease

STORY = (
    "[It began suddenly|The onset was sudden] [while reading the paper|at the breakfast table|during a phone call].",
    "[The spell passed by itself|It passed by itself] [without treatment|before help came].",
    "[There was no headache|No headache came with it] and [no vomiting|no fainting].",
    "[A relative saw it from the beginning|It was seen by a relative|A relative saw it and called for help].",
    "@alert {He} [denies|reports no] [palpitations|neck pain].",
    "[Nothing like it had happened before|It was the first spell of this kind].",
    "[No tablets were missed|All tablets had been taken] [on that day|].",
    "There was no injury [of the head|to head or neck|at the time].",
)
EXAM = (
    "[The neurological examination is normal now|Neurology is now normal] [in all parts|].",
    "[Heart sounds are clear|Heart sounds are normal] [without a murmur|].",
    "[Gait and stance are steady|{He} walks and stands steadily].",
    "[Visual fields are full|The visual fields are full] [to confrontation|] now.",
    "[Reflexes are equal|Tendon reflexes are equal] [on both sides|].",
    "[The neck is freely mobile|Neck movement is free].",
)
RESULTS = (
    "[The head scan shows no bleeding|Computed tomography of the head shows no bleeding].",
    "[Diffusion imaging shows no infarct|No fresh infarct is seen on diffusion imaging].",
    "The electrocardiogram shows sinus rhythm [without pauses|].",
    "[Lipids were drawn|A lipid panel was drawn] [fasting|with the first samples].",
)
PLAN = (
    "[The score sets the pace of the work-up|How soon the work-up is done follows the score].",
    "[Aspirin and clopidogrel were started|Two antiplatelet drugs were started] [today|at once].",
    "[Atorvastatin was prescribed|A statin was prescribed] [at a high dose|].",
    "[Rhythm monitoring|A day of rhythm monitoring] is [arranged|planned] [to look for atrial fibrillation|].",
    "[Warning signs were explained to the family|{He} knows which signs to act on].",
    "[Driving is not allowed|No driving] [for some weeks|until review].",
)
COURSE = (
    "@late [No further spell occurred|The spells did not recur] [in the next weeks|].",
    "@late [The monitor recorded sinus rhythm|Only sinus rhythm was recorded] [throughout|].",
    "@late [Clopidogrel was continued alone|Aspirin alone was continued] [after three weeks|from the fourth week].",
    "@late [The echocardiogram was normal|Echocardiography showed no source of clots].",
    "@late [Blood pressure tablets were adjusted|Ramipril was adjusted] [by the family physician|].",
    "@late [The stroke clinic|A neurologist] [saw {him} again|reviewed the tests] [in a month|].",
)

CAROTID = Disease(
    "transient ischemic attack with a narrowed carotid artery",
    asks=(110,),
    age=(48, 71, 92),
    setting="emergency",
    female=0.42,
    complaints=(
        "[a passing spell this morning|a spell that passed]",
        "[sudden symptoms that have resolved|symptoms that came and went]",
        "[a brief neurological spell|a short attack, now over]",
    ),
    measures={
        "systolic": (126, 186),
        "pulse_pressure_share": (0.52, 0.62),
        "duration": (3, 150),
        "heart_rate": (62, 92),
        "respiratory_rate": (12, 18),
        "glucose": (92, 190, 0.5),
        "creatinine": (0.7, 1.4),
    },
    findings={"diabetes": (0.15, 0.4)},
    choices={
        "deficit": (
            "neither weakness nor speech disturbance",
            "speech disturbance without weakness",
            "unilateral weakness",
            "unilateral weakness",
        )
    },
    story=(
        *STORY,
        "[Smoking was given up|{He} gave up smoking] [long ago|some years ago].",
    ),
    exam=(*EXAM, "[A bruit is heard|There is a bruit] over one carotid artery."),
    results=(*RESULTS, "[Duplex shows|Carotid ultrasound shows] [a tight|a high-grade] stenosis on one side."),
    plan=(*PLAN, "[The vascular surgeon was called|Vascular surgery was consulted] [about the carotid artery|]."),
    course=(
        "@late [The carotid artery was operated on|Carotid endarterectomy was done] [within two weeks|].",
        *COURSE[:3],
        *COURSE[4:],
        "@late [The wound on the neck healed|The neck wound healed] [well|without a hematoma].",
    ),
)

SMALL_VESSEL = Disease(
    "transient ischemic attack from small vessel disease",
    asks=(110,),
    age=(42, 66, 90),
    setting="emergency",
    complaints=(
        "[an attack that lasted a while|an attack that has passed]",
        "[sudden neurological symptoms, now gone|symptoms on one side, now gone]",
        "[a spell at work|a spell during the night]",
    ),
    measures={
        "systolic": (128, 198),
        "pulse_pressure_share": (0.52, 0.62),
        "duration": (4, 120),
        "heart_rate": (60, 90),
        "respiratory_rate": (12, 18),
        "glucose": (94, 220, 0.5),
        "creatinine": (0.8, 1.8),
    },
    findings={"diabetes": (0.2, 0.55)},
    choices={
        "deficit": (
            "neither weakness nor speech disturbance",
            "unilateral weakness",
            "speech disturbance without weakness",
            "unilateral weakness",
        )
    },
    story=STORY,
    exam=(*EXAM, "[The retinal arteries are narrow|Fundoscopy shows narrow arteries] [with nicking|]."),
    results=(
        *RESULTS,
        "[Imaging shows|The scan shows] [old lacunes|white matter changes].",
        "[The carotid arteries are open|Carotid ultrasound shows no stenosis] [on either side|].",
    ),
    plan=(
        *PLAN,
        "[Blood pressure treatment will be reviewed|Treatment of blood pressure will be adjusted] [in clinic|].",
    ),
    course=(*COURSE, "@late [A home cuff|A home blood pressure diary] [was provided|was kept] [from then on|]."),
)

UNEXPLAINED = Disease(
    "transient ischemic attack, cause under investigation",
    asks=(110,),
    age=(28, 56, 86),
    setting="clinic",
    weight=0.8,
    complaints=(
        "[a short attack yesterday|an attack the day before]",
        "[a transient spell at the weekend|a passing attack last night]",
        "[symptoms that went away within the day|a brief attack during a walk]",
    ),
    measures={
        "systolic": (112, 164),
        "pulse_pressure_share": (0.55, 0.66),
        "duration": (2, 90),
        "heart_rate": (60, 88),
        "respiratory_rate": (12, 17),
        "glucose": (82, 130),
    },
    findings={"diabetes": (0.04, 0.2)},
    choices={
        "deficit": (
            "neither weakness nor speech disturbance",
            "speech disturbance without weakness",
            "neither weakness nor speech disturbance",
            "unilateral weakness",
        )
    },
    story=(*STORY, "[The family physician sent {him}|A letter from the family physician came along] [the same day|]."),
    exam=EXAM,
    results=(*RESULTS, "[The carotid arteries are smooth|Duplex of the neck arteries is normal]."),
    plan=(*PLAN, "[Echocardiography with bubbles|A bubble study of the heart] is [requested|planned] [next week|]."),
    course=(
        *COURSE[:3],
        *COURSE[4:],
        "@late [A small open foramen|A patent foramen ovale] was [looked for|searched for] [with bubbles|].",
        "@late [Work was resumed|{He} went back to work] [the week after|soon].",
    ),
)

DISEASES = (CAROTID, SMALL_VESSEL, UNEXPLAINED)
