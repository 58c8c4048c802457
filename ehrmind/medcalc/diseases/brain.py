"""Impaired or threatened consciousness: head injury, intracerebral hemorrhage, overdose, seizure, low blood sugar.

A mild head injury opens the eyes spontaneously and obeys, a grave one neither opens the eyes nor moves.
"""

from ehrmind.medcalc.diseases.base import Disease

EYES = ("spontaneous", "to speech", "to pain", "none")
WORDS = ("oriented", "confused", "inappropriate words", "incomprehensible sounds", "none")
MOVES = ("obeys commands", "localizes pain", "withdraws from pain", "abnormal flexion", "extension", "none")

EXAM = (
    "[Pupils are equal|Both pupils are equal] [and react to light|and round].",
    "[The neck was examined|The cervical spine was examined] [in the collar|with care].",
    "The chest is [stable|stable and moves evenly].",
    "The abdomen is [soft|soft and not distended] [on palpation|].",
    "[No limb is deformed|There is no deformity of the limbs] [on examination|].",
    "[Heart sounds are|The heart sounds are] [normal|clear].",
)
PLAN = (
    "[Neurological observations|Neurological checks] are [charted hourly|repeated every hour].",
    "[Airway equipment|The airway trolley] is [at the bedside|at hand].",
    "[Blood glucose is checked|Glucose is checked] [with each round|every hour].",
    "[The relatives were called|The next of kin was informed] [by telephone|].",
)
COURSE = (
    "@late [The next of kin visited|Relatives visited] [daily|on the first day] [and were kept informed|].",
    "@late [Physiotherapy was involved|Physiotherapy helped with walking] [from the second day|].",
    "@late [A written summary|A letter] [went to the family doctor|was sent to primary care].",
    "@late [The sutures were removed|Monitoring was stopped] [after the first days|in due time].",
)

HEAD_INJURY = Disease(
    "traumatic brain injury",
    asks=(21,),
    age=(16, 38, 90),
    setting="emergency",
    female=0.35,
    weight=1.3,
    complaints=(
        "[a fall from a ladder|a fall from a scaffold]",
        "[a head injury in a road accident|a road accident with head injury]",
        "[a bicycle crash without a helmet|a fall from a bicycle]",
    ),
    measures={
        "systolic": (132, 172),
        "heart_rate": (96, 54),
        "respiratory_rate": (16, 9),
        "temperature": (36.8, 36.0),
        "oxygen_saturation": (99, 92),
        "glucose": (104, 190),
        "hemoglobin": (14.5, 11.0),
    },
    choices={"eye_opening": EYES, "verbal_response": WORDS, "motor_response": MOVES},
    story=(
        "[Bystanders saw the fall|A passer-by saw the accident] [and called for help|].",
        "[The helmet was not worn|No helmet was worn] [at the time|].",
        "[The neck was immobilized|A collar was applied] [at the scene|by paramedics].",
        "[A scalp wound bled briskly|The scalp wound bled] [and was dressed|until it was dressed].",
        "[Vomiting occurred once|There was one bout of vomiting] [in the ambulance|].",
        "[No seizure was witnessed|A seizure was not seen] [at the scene|].",
        "The [drug list|list of home drugs] [holds no anticoagulant|has no anticoagulant on it].",
        "[The time of the accident|The hour of the accident] is [documented by the crew|known].",
    ),
    exam=(*EXAM, "[There is a boggy swelling|A laceration is seen] [behind the ear|at the forehead]."),
    results=(
        "[Head computed tomography|The head scan] shows [a thin subdural hematoma|small frontal contusions|a "
        "linear skull fracture].",
        "[The cervical spine is intact|There is no fracture of the cervical spine] on computed tomography.",
        "[The alcohol level is pending|A blood alcohol level was sent].",
    ),
    plan=(
        *PLAN,
        "[The neurosurgeon on call|Neurosurgery] [has seen the images|was asked to review the scan].",
        "[The scan will be repeated|A repeat scan is planned] [in six hours|tomorrow morning].",
        "[The wound was closed|The scalp was sutured] [under local anesthesia|].",
    ),
    course=(
        *COURSE,
        "@late [The repeat scan|A repeat scan] showed [no growth|an unchanged lesion].",
        "@late [Neuropsychology|An occupational therapist] [tested memory|assessed daily tasks] [before discharge|].",
        "@late [Headache lingered|Some headache lingered] [for some weeks|] [and slowly went|before it went].",
    ),
)

HEMORRHAGE = Disease(
    "intracerebral hemorrhage",
    asks=(21, 5),
    age=(40, 70, 92),
    setting="emergency",
    complaints=(
        "[a sudden severe headache|severe headache of sudden onset]",
        "[sudden weakness of one side|a sudden facial droop]",
        "[collapse at the breakfast table|collapse in the kitchen]",
    ),
    measures={
        "systolic": (158, 204),
        "heart_rate": (84, 58),
        "respiratory_rate": (15, 10),
        "temperature": (36.6, 37.9),
        "oxygen_saturation": (98, 92),
        "glucose": (112, 220),
        "inr": (1.0, 2.8, 0.3),
        "platelets": (250, 160),
    },
    choices={"eye_opening": EYES, "verbal_response": WORDS, "motor_response": MOVES},
    story=(
        "[It struck without warning|The onset was abrupt] [in the morning|during a meal].",
        "[Vomiting followed within minutes|Vomiting set in soon] [after the onset|].",
        "[The ambulance|An ambulance] was [on the scene|there] quickly.",
        "[The spouse saw the onset|Relatives witnessed the onset] [and called for help|].",
        "[Warfarin was on an old list|An old drug list mentioned warfarin], [but it was stopped|no longer taken].",
        "[No fall|No head injury] [preceded it|came before the onset].",
        "[The lower face|One corner of the mouth] [droops|hangs].",
        "[Symptom onset is well documented|The time of onset is known] [to the minute|].",
    ),
    exam=(*EXAM, "[The tongue is not bitten|There is no tongue bite] [on inspection|]."),
    results=(
        "[Head computed tomography|The head scan] shows [a bleed in the basal ganglia|a hematoma of the "
        "putamen|a lobar hematoma].",
        "[There is no aneurysm|No aneurysm is seen] on computed tomography angiography.",
        "[The electrocardiogram|The tracing] shows [sinus rhythm|left ventricular hypertrophy].",
    ),
    plan=(
        *PLAN,
        "[Urapidil is titrated|Nicardipine is titrated] [by arterial line|to the target].",
        "[The neurosurgeon on call|Neurosurgery] [was shown the images|reviewed the scan].",
        "[A place on the stroke unit|A bed on the stroke unit] [is ready|was arranged].",
    ),
    course=(
        "@late [Rehabilitation began|Rehabilitation was started] [in the second week|early].",
        "@late [The hematoma did not grow|No growth of the hematoma was seen] [on the repeat scan|].",
        "@late [Swallowing was tested|A swallow test was done] [by a speech therapist|].",
        "@late [Tablets for blood pressure|Ramipril and amlodipine] [were started|were added] [stepwise|].",
        "@late [Transfer to rehabilitation|A move to the rehabilitation clinic] [followed|was arranged].",
        *COURSE[:1],
        COURSE[2],
    ),
)

OVERDOSE = Disease(
    "sedative overdose",
    asks=(21, 102),
    age=(16, 34, 72),
    setting="emergency",
    complaints=(
        "[an overdose of tablets|tablets taken in excess]",
        "[suspected poisoning|suspected drug poisoning]",
        "[empty blister packs found at home|a suspected overdose]",
    ),
    measures={
        "systolic": (122, 82),
        "heart_rate": (78, 50),
        "respiratory_rate": (14, 8),
        "temperature": (36.6, 34.8),
        "oxygen_saturation": (98, 86),
        "glucose": (92, 130),
        "creatinine": (0.7, 1.4),
    },
    choices={
        "eye_opening": EYES,
        "verbal_response": ("oriented", "confused", "incomprehensible sounds", "none"),
        "motor_response": ("obeys commands", "localizes pain", "withdraws from pain", "none"),
        "consciousness": ("alert", "responds to voice", "responds to pain", "unresponsive"),
    },
    findings={
        "supplemental_oxygen": (0.1, 0.85),
    },
    story=(
        "Empty packs [of zopiclone|of diazepam] [were found by a flatmate|lay by the bed].",
        "[A farewell note was found|A note was found] [on the table|by the police].",
        "[The amount taken|How much was taken] is [uncertain|not known].",
        "[A bottle of wine|An empty wine bottle] [stood by the bed|was found in the room].",
        "[There is no sign of injury|No sign of injury was seen] [at the scene|].",
        "{He} was last [seen well|spoken to] [at supper|the evening before].",
        "[Psychiatric treatment is known|{He} is known to the psychiatric clinic] [for depression|].",
        "[Vomiting was not observed|No vomit was found] [at the scene|].",
    ),
    exam=(
        *EXAM[:1],
        *EXAM[2:],
        "[The breath smells of alcohol|There is a smell of alcohol] [today|].",
        "[No needle marks are found|There are no needle marks] [on the arms|].",
    ),
    results=(
        "[The drug screen is positive|Toxicology is positive] for benzodiazepines.",
        "[Paracetamol and salicylate levels|Levels of paracetamol and salicylate] [are pending|were sent].",
        "[The electrocardiogram|The tracing] shows [sinus rhythm|narrow complexes].",
    ),
    plan=(
        *PLAN,
        "[The poison center|The poison information service] was [called|consulted].",
        "[Flumazenil is withheld|No flumazenil is given] [for fear of seizures|].",
        "[Psychiatry will see {him}|A psychiatric assessment follows] [once medically fit|].",
    ),
    course=(
        "@late [The psychiatric team|A psychiatrist] [saw {him}|made an assessment] [on the ward|the next day].",
        "@late [Paracetamol was not detected|No paracetamol was found] [in the sample|].",
        "@late [The chest stayed clear|No pneumonia developed] [in the days after|].",
        "@late [Voluntary admission|Transfer to psychiatry] was [agreed|arranged].",
        "@late [A safety plan|A crisis plan] was [written|made] [with the family|].",
        "@late [The prescription was changed|Prescriptions were limited] [to weekly packs|].",
        COURSE[2],
    ),
)

DISEASES = (HEAD_INJURY, HEMORRHAGE, OVERDOSE)
