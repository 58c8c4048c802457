"""Calcium beside albumin, high: cancer, sarcoidosis, and an overactive parathyroid gland.

A cancer has a calcium of 10.2 to 12.8 mg/dL beside an albumin of 3.6 to 2.0 g/dL, which hides up to 1.6 mg/dL of it.
"""

from ehrmind.medcalc.diseases.base import Disease

HIGH_EXAM = (
    "[The lungs are clear|Breath sounds are clear] [on both sides|throughout], [no wheeze|without crackles].",
    "[The mouth is dry|The tongue is dry] and [the lips are chapped|turgor is slightly reduced].",
    "[Reflexes are sluggish|Tendon reflexes are slow] [on both sides|but equal].",
    "[The abdomen is soft|The abdomen is not tender], [with sparse bowel sounds|bowel sounds are sparse].",
    "[No neck mass is felt|The neck holds no mass], and the thyroid is [normal|soft].",
    "[The heart is regular|Heart sounds are regular], [without a murmur|no murmur is heard].",
)
HIGH_PLAN = (
    "[The value is to be corrected|Correction comes first], [ionized calcium was sent too|and an ionized level was "
    "sent].",
    "[Saline is running|Isotonic saline was started] [at a generous rate|to restore volume].",
    "[Vitamin D and calcium tablets|Calcium and vitamin D tablets] were [stopped|paused].",
    "[Thiazides are to be avoided|Thiazides are not to be used] [for now|in this setting].",
    "[Zoledronate will be given|A bisphosphonate is planned] [if the corrected level is high|once kidneys allow].",
    "[Walking is encouraged|Mobilization is encouraged] [each day|with physiotherapy].",
)
HIGH_COURSE = (
    "@late [Levels came down|The level came down] [over four days|by the end of the week].",
    "@late [Thirst and constipation eased|Bowels moved again] [within days|on the third day].",
    "@late [Zoledronate was well tolerated|The infusion was tolerated] [apart from a mild fever|].",
    "@late {He} [was brighter|had more energy] [after fluids|by the second day].",
    "@late [The dentist saw {him}|A dental check was done] [before the next infusion|that month].",
    "@late [Repeat tests|The next tests] [two weeks later|after a fortnight] [were acceptable|showed no relapse].",
    "@late [Kidney values|Renal values] [recovered|returned to baseline] [with hydration|].",
)

CANCER = Disease(
    "malignancy with disturbed calcium",
    asks=(7,),
    age=(34, 66, 90),
    weight=1.3,
    complaints=(
        "[thirst and constipation|constipation and fatigue]",
        "[weakness and nausea|nausea with poor appetite]",
        "[bone pain and thirst|back pain and thirst]",
    ),
    measures={
        "calcium": (9.8, 12.8),
        "albumin": (3.9, 2.0),
        "creatinine": (0.8, 2.6),
        "bun": (14, 56),
        "hemoglobin": (12.8, 8.0),
        "heart_rate": (78, 112),
        "systolic": (136, 104),
        "platelets": (180, 440),
        "crp": (12, 140),
    },
    findings={"active_cancer": 1.0},
    story=(
        "[A squamous cancer of the lung|Breast cancer|A renal cell cancer|Multiple myeloma] is [being treated|known].",
        "[Water stands by the bed|A jug stands by the bed] [day and night|and is emptied twice].",
        "[Bowels have not moved|There was no bowel movement] [for several days|since the weekend].",
        "[Food tastes bland|Meals are refused], [but soup goes down|and only fruit is eaten].",
        "@alert {He} [aches in the ribs and back|has bone pain], [worse at night|worse on turning].",
        "[Naps have become long|Much of the day is slept], [which is new|as the family noticed].",
        "[The last staging|Staging some months ago] [showed bone lesions|showed progression].",
        "[Voiding is frequent|Urine is passed often] [and pale|in large amounts].",
    ),
    exam=(*HIGH_EXAM, "[Several ribs are tender|The lower spine is tender] [to pressure|on percussion]."),
    results=(
        "[Lytic lesions|Bone lesions] are seen [in the spine|in the pelvis] [on tomography|].",
        "[Parathyroid hormone is suppressed|The parathyroid hormone is low] [on this sample|].",
        "[The tracing shows|The electrocardiogram shows] [no ischemia|normal conduction].",
        "[PTH-related peptide|The PTH-related peptide] is [pending|being measured].",
    ),
    plan=HIGH_PLAN,
    course=(*HIGH_COURSE, "@late [The oncologist|Oncology] [changed the treatment|planned a new line] [afterwards|]."),
)
SARCOIDOSIS = Disease(
    "sarcoidosis",
    asks=(7,),
    age=(22, 40, 72),
    setting="clinic",
    complaints=(
        "[fatigue and a dry cough|dry cough and fatigue]",
        "[kidney stones and fatigue|tiredness and thirst]",
        "[follow-up of sarcoidosis|joint pain and shin nodules]",
    ),
    measures={
        "calcium": (9.4, 12.4),
        "albumin": (4.4, 3.3),
        "creatinine": (0.7, 1.9),
        "hemoglobin": (14.2, 11.0),
        "white_cells": (6.4, 3.4),
        "crp": (4, 48),
        "alt": (20, 74),
    },
    story=(
        "[The diagnosis rests on|The diagnosis was made by] [a lymph node biopsy|a bronchial biopsy] [last year|].",
        "[A dry cough persists|The cough is dry], [without sputum|worse with cold air].",
        "[Sunbathing made things worse|Summer makes things worse], [as thirst increases|with more thirst].",
        "[A stone was passed|A kidney stone was passed] [some months ago|last season].",
        "@alert {He} [is tired after small tasks|feels washed out] [by noon|most days].",
        "[The eyes were red once|A bout of uveitis occurred] [in the past|two years ago].",
        "[Nodules on the shins|Tender red lumps on the shins] [came and went|faded in weeks].",
        "[Vitamin D capsules|High-dose capsules of vitamin D] [were taken all winter|had been bought over the "
        "counter].",
    ),
    exam=(
        *HIGH_EXAM[:1],
        *HIGH_EXAM[3:],
        "[Violet plaques|Firm papules] are seen [on the nose|around the nostrils].",
        "[Lacrimal glands|The parotid glands] are [slightly enlarged|palpable] [on both sides|].",
    ),
    results=(
        "[Hilar nodes are enlarged|The chest film shows large hilar nodes] [on both sides|symmetrically].",
        "[Vitamin D in its active form|Calcitriol] is [high|above range].",
        "[Ultrasound shows|Sonography shows] [small renal stones|a small stone in the left kidney].",
        "[Lung function|Spirometry] is [nearly normal|mildly restricted].",
    ),
    plan=(
        *HIGH_PLAN[:1],
        *HIGH_PLAN[2:4],
        "[Sun and vitamin D|Sunbathing and vitamin D] are [to be avoided|discouraged].",
        "[Two liters of water|Plenty of water] [a day was advised|each day was advised].",
        "[An eye check|The yearly eye check] is [due|arranged], [with a slit lamp|at the eye clinic].",
    ),
    course=(
        "@late [Levels settled|The level settled] [without vitamin D|after the capsules were stopped].",
        "@late [By letter|In writing], the eye clinic [found no uveitis|confirmed quiet eyes].",
        "@late [The cough faded|Cough became rare] [over two months|by the next visit].",
        "@late [Lung function was stable|Spirometry was unchanged] [after half a year|at follow-up].",
        "@late [No new stone|No further stone] [was passed|formed] [in the following year|].",
        "@late [The nodes shrank|Hilar nodes had shrunk] [on the next film|a year later].",
        "@late {He} [returned to sports|resumed hiking] [the following season|in time].",
    ),
)
HYPERPARATHYROID = Disease(
    "primary hyperparathyroidism",
    asks=(7,),
    age=(32, 62, 88),
    female=0.75,
    setting="clinic",
    weight=0.8,
    complaints=(
        "[an abnormal value at a health check|a chance finding in the blood]",
        "[a kidney stone and tiredness|recurrent kidney stones]",
        "[thinning bones|low bone density]",
    ),
    measures={
        "calcium": (10.0, 12.2),
        "albumin": (4.8, 3.6),
        "creatinine": (0.7, 1.5),
        "magnesium": (2.1, 1.7),
        "systolic": (124, 152),
    },
    story=(
        "[The value was raised twice|The value was high on repeated tests] [within three months|this year].",
        "[A stone|A kidney stone] was [crushed|passed] [years ago|in the past].",
        "[Bone density|A bone density scan] was [low at the wrist|low at the hip] [last year|].",
        "@alert {He} [has no complaints|feels a little low in mood|is sometimes forgetful] [when asked|].",
        "[Lithium was never taken|Lithium has never been used], [nor thiazides|and no thiazide].",
        "[Bowels are sluggish|Constipation is mild] [and fiber helps|but tolerable].",
        "[Gland tumors do not run in the family|No inherited gland tumor is known] [as far as asked|].",
        "[Milk and cheese|Dairy products] are [eaten daily|part of each day] [in modest amounts|].",
    ),
    exam=HIGH_EXAM,
    results=(
        "[Parathyroid hormone is not suppressed|The parathyroid hormone is high] [despite the level|on two tests].",
        "[Neck ultrasound|Ultrasound of the neck] shows [a small nodule behind the thyroid|a candidate adenoma].",
        "[Urine excretion is high|The daily urine excretion is high], [so the familial form is excluded|which excludes "
        "the familial form].",
        "[Vitamin D|Serum vitamin D] is [low normal|within range].",
    ),
    plan=(
        *HIGH_PLAN[:1],
        *HIGH_PLAN[3:4],
        "[Nuclear imaging|A sestamibi scan] is [planned|requested] [to find the gland|].",
        "[The endocrine surgeon|A neck surgeon] will [see {him}|discuss the options] [after imaging|].",
        "[Normal dairy intake|A normal diet] [may go on|is fine], [with enough water|and enough to drink].",
        "[Bone density|The bone scan] is [repeated in a year|due next year].",
    ),
    course=(
        "@late [The scan found|Imaging found] [a lower left adenoma|an adenoma behind the right lobe].",
        "@late [The gland was removed|The adenoma was removed] [some months later|by keyhole surgery].",
        "@late [Hormone fell at once|The hormone fell at once] [in the theater|during the procedure].",
        "@late [Mood and memory|Energy] [improved|got better] [over the following months|].",
        "@late [Bone density rose|The bones gained density] [in two years|at the next scan].",
        "@late [No new stone|No further stone] [formed|was seen] [on ultrasound|].",
        "@late [Blood tests|Control values] [stayed normal|were in range] [after a year|at follow-up].",
    ),
)

DISEASES = (CANCER, SARCOIDOSIS, HYPERPARATHYROID)
