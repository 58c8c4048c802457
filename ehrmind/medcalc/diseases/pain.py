"""Opioids by the day: cancer pain, breakthrough pain, chronic back pain, neuropathy, tapering, and after an operation.

Oxycodone 10 mg three times a day with tramadol 50 mg twice are 65 MME; a fentanyl patch of 50 µg/h is 120.
"""

from ehrmind.medcalc.diseases.base import Disease

PAIN_EXAM = (
    "[The lungs are clear|Breath sounds are clear] and [the heart is regular|heart sounds are normal].",
    "[Pupils are equal|The pupils are equal] and [not pinpoint|of middle size].",
    "[The abdomen is soft|The belly is soft], [and stool is felt on the left|with stool on the left].",
    "[The skin is intact|The skin shows no sores], and there is no [edema|swelling].",
)
PAIN_PLAN = (
    "[The total is worked out|The daily total is worked out] [before any change|today].",
    "[A laxative is taken|Macrogol is taken] [every day|with each dose].",
    "[Naloxone spray|A naloxone spray] was [prescribed|handed out] [for home|].",
    "[Sedatives are avoided|Benzodiazepines are avoided] [with these drugs|].",
    "[The prescription database|The monitoring program] was [checked|consulted] [today|].",
    "[Physiotherapy|A program of exercises] [continues|was arranged] [twice a week|].",
    "[Nausea and drowsiness|Side effects] were [discussed|gone through] [with {him}|].",
)
PAIN_CLINIC_COURSE = (
    "@late [At the next visit|A month later] [walks were longer|sleep was better].",
    "@late [By phone|On the telephone], [no drowsiness was noted|constipation was under control].",
    "@late [The diary|The pain diary] [was kept|showed better days] [for four weeks|].",
    "@late [The total was lowered|Doses were lowered] [in small steps|over some months].",
    "@late [Exercises were continued|The exercises went on] [at home|in a group].",
    "@late [The spray was never used|The rescue spray was not needed] [so far|in that year].",
    "@late [The family physician|The prescriber] [took over|received the plan] [by letter|].",
)
PAIN_WARD_COURSE = (
    "@late [Pain scores fell|Scores fell] [within two days|by the third day].",
    "@late [Bowels moved|Bowels moved again] [with macrogol|on the second day].",
    "@late {He} [slept through|had a calm night] [on the second night|after the change].",
    "@late [No confusion|No hallucination] [occurred|was seen] [after the change|].",
    "@late [The palliative nurse|The pain nurse] [visited daily|came every morning].",
    "@late [The total was reviewed|Doses were reviewed] [before discharge|on the last day].",
    "@late {He} went home [with a written plan|with a dosing card] [after a week|].",
)

CANCER_PAIN = Disease(
    "cancer pain",
    asks=(49,),
    age=(32, 64, 90),
    weight=1.3,
    complaints=(
        "[uncontrolled pain|worsening pain]",
        "[pain from bone metastases|back pain from bone metastases]",
        "[upper abdominal pain and poor sleep|pain at night]",
    ),
    measures={
        "hemoglobin": (12.4, 8.6),
        "albumin": (3.9, 2.4),
        "heart_rate": (76, 108),
        "systolic": (130, 104),
        "crp": (10, 120),
        "creatinine": (0.7, 1.6),
        "calcium": (9.2, 10.8),
    },
    doses={
        "morphine": 0.5,
        "hydromorphone": 0.35,
        "fentanyl_patch": 0.4,
        "oxycodone": 0.4,
        "methadone": 0.15,
        "oxymorphone": 0.12,
        "buccal_fentanyl": 0.15,
    },
    story=(
        "[Pancreatic cancer|Breast cancer with bone lesions|Lung cancer] is [known|being treated].",
        "[The ache is constant|A dull ache is constant] [with stabs at night|worse on turning].",
        "@alert {He} [rates it high|calls it severe] [by night|when moving], [and mild by day|and less at rest].",
        "[Radiotherapy helped|A single radiation session helped] [for two months|for a while].",
        "[Sleep is broken|Nights are broken], and [naps fill the day|days are spent resting].",
        "[Doses are never missed|Doses are taken by the clock], [with a list on the fridge|with an alarm].",
        "[Bowels move|Stools come] [every third day|twice a week] [despite prunes|].",
        "[Meals are small|Little is eaten] [because of nausea|because of the pain].",
    ),
    exam=(
        *PAIN_EXAM,
        "[The lumbar spine is tender|A rib is tender] [to percussion|on light touch].",
        "[Leg strength is full|Strength of the legs is full] [on both sides|and equal].",
    ),
    results=(
        "[The scan shows|Tomography shows] [known lesions|lesions without fracture].",
        "[The bone scan|A bone scan] shows [uptake in the spine|uptake in several ribs].",
        "[The spinal canal is free|The spinal cord is not compressed] [on magnetic resonance imaging|].",
        "[The tumor marker|The marker] is [rising|stable].",
    ),
    plan=PAIN_PLAN,
    course=PAIN_WARD_COURSE,
)
BREAKTHROUGH = Disease(
    "breakthrough pain in palliative care",
    asks=(49,),
    age=(36, 67, 92),
    setting="clinic",
    weight=0.8,
    complaints=(
        "[sudden bouts of pain|short bouts of severe pain]",
        "[breakthrough pain|pain that breaks through]",
        "[pain on moving|attacks of pain]",
    ),
    measures={
        "hemoglobin": (12.0, 8.6),
        "albumin": (3.6, 2.2),
        "heart_rate": (74, 100),
        "systolic": (128, 100),
    },
    doses={"fentanyl_patch": 0.65, "buccal_fentanyl": 0.7, "morphine": 0.3, "methadone": 0.15, "hydromorphone": 0.25},
    story=(
        "[A tumor of the pelvis|A tumor of the throat|A sarcoma of the thigh] is [no longer treated|treated for "
        "comfort].",
        "[Attacks last minutes|Attacks last half an hour] [and come unannounced|several times a day].",
        "[Turning in bed|Being washed|Coughing] [sets them off|brings them on].",
        "[The rescue dose works|Rescue doses work] [within minutes|fast].",
        "@alert {He} [is calm between attacks|reads between attacks] [and wishes to stay at home|].",
        "[A nurse comes|The home nurse comes] [every morning|twice a day].",
        "[A relative keeps the list|A partner keeps the list] [of all doses|in a notebook].",
        "[The mouth is dry|Dryness of the mouth is a nuisance], but [pineapple ice helps|ice chips help].",
    ),
    exam=(
        *PAIN_EXAM,
        "[The mouth is clean|Oral mucosa is intact] [and moist|without thrush].",
        "[Facial expression is relaxed|The face is relaxed] [at rest|when lying still].",
    ),
    results=(
        "[The last scan showed|Imaging some months ago showed] [progression|a larger mass].",
        "[A bladder scan|Ultrasound of the bladder] shows [no retention|little urine].",
        "[The home chart|The symptom chart] shows [four attacks a day|attacks mostly at dawn].",
        "[The blood count|A full count] was [acceptable|unchanged] [last week|].",
    ),
    plan=PAIN_PLAN,
    course=(
        "@late [Attacks became rarer|Attacks were rarer] [within days|over the next week].",
        "@late [The home nurse|The palliative team] [called twice a week|kept watch by phone].",
        "@late [The garden|The balcony] [was enjoyed|could be visited] [on warm days|].",
        "@late [Macrogol was enough|Bowels were managed with macrogol] [most weeks|].",
        "@late [The chart was kept|The list was kept] [without gaps|to the end].",
        "@late [A hospice place|A bed in hospice] was [offered|reserved] [for later|].",
        "@late [Night sleep improved|Nights were calmer] [with the change|].",
    ),
)
BACK = Disease(
    "chronic low back pain",
    asks=(49,),
    age=(26, 54, 84),
    setting="clinic",
    weight=1.2,
    complaints=(
        "[chronic back pain|years of back pain]",
        "[low back pain and a prescription renewal|back pain]",
        "[back pain and stiffness|worsening back pain]",
    ),
    measures={"systolic": (118, 148), "heart_rate": (64, 90), "crp": (3, 8), "bmi": (23.0, 36.0)},
    doses={
        "hydrocodone": 0.5,
        "oxycodone": 0.4,
        "tramadol": 0.45,
        "tapentadol": 0.25,
        "codeine": 0.25,
        "morphine": 0.15,
        "oxymorphone": 0.15,
    },
    story=(
        "[The back has hurt|Pain has been present] [for many years|since an accident at work].",
        "[Sitting is worst|Long sitting is worst], and [walking|heat] eases it.",
        "[There is no numbness|Sensation is normal], and bladder control is [normal|intact].",
        "[Ibuprofen upset the stomach|Naproxen upset the stomach] [and was stopped|years ago].",
        "@alert {He} [does light gardening|manages the household] [with breaks|on good days].",
        "[Injections helped|Facet injections helped] [for weeks only|briefly].",
        "[Prescriptions come|Tablets come] [from one clinic only|from one pharmacy].",
        "[Nights are fair|Sleep is fair] [with a firm mattress|on the side].",
    ),
    exam=(
        *PAIN_EXAM[:2],
        *PAIN_EXAM[3:],
        "[The lumbar muscles are tight|Lumbar muscles are tight] [on both sides|on the right].",
        "[Straight-leg raising is negative|The straight-leg test is negative] [on both sides|].",
        "[Reflexes are equal|Knee and ankle jerks are equal] [on both sides|and brisk].",
    ),
    results=(
        "[Magnetic resonance imaging shows|The scan shows] [worn discs|narrow disc spaces] [without stenosis|].",
        "[Films of the spine|The spine films] show [spondylosis|facet arthrosis].",
        "[The urine drug test|Urine testing] [fits the prescription|is consistent].",
        "[Nerve conduction|Electromyography] was [normal|unremarkable].",
    ),
    plan=PAIN_PLAN,
    course=PAIN_CLINIC_COURSE,
)

DISEASES = (CANCER_PAIN, BREAKTHROUGH, BACK)
