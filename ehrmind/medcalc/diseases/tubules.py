"""Kidney tubules and filters: tubular acidosis, too much and too little aldosterone, IgA nephropathy.

A mild distal tubular acidosis has a bicarbonate of 20 mEq/L, a grave one 9 with a urine anion gap above 40 mEq/L.
"""

from ehrmind.medcalc.diseases.base import Disease

EXAM = (
    "Heart sounds are [normal|clear].",
    "The lungs are [clear|clear on both sides].",
    "The abdomen is [soft|soft and not tender].",
    "[There is no flank pain|The flanks are not tender] [on percussion|].",
    "[Tendon reflexes are present|Reflexes are present] [on both sides|].",
)
COURSE = (
    "@late [The kidney clinic|A nephrologist] [saw {him} again|took over] [after a month|].",
    "@late [Tablets were tolerated|The tablets were well tolerated] [from the start|].",
    "@late [Kidney function stayed stable|The kidneys remained stable] [over the year|].",
    "@late [A diet sheet was followed|The diet was kept] [with the dietitian's help|].",
)

ACIDOSIS = Disease(
    "distal renal tubular acidosis",
    asks=(129, 131),
    age=(18, 38, 76),
    setting="clinic",
    female=0.65,
    complaints=(
        "[kidney stones and weakness|repeated kidney stones]",
        "[muscle weakness|weak legs]",
        "[tiredness with stones in both kidneys|bone pain and tiredness]",
    ),
    measures={
        "bicarbonate": (21, 10),
        "anion_gap": (8, 12),
        "urine_sodium": (50, 84),
        "urine_potassium": (26, 46),
        "urine_chloride": (62, 74),
        "potassium": (3.8, 2.4),
        "sodium": (140, 136),
        "ph": (7.36, 7.18),
        "calcium": (9.4, 8.6),
        "creatinine": (0.7, 1.4),
        "heart_rate": (66, 92),
        "systolic": (122, 106),
    },
    story=(
        "[Stones have passed several times|Several stones have passed] [since youth|].",
        "[Mouth and eyes have been dry|Dryness of mouth and eyes has been present] [for years|].",
        "[Legs give way on stairs|Stairs are hard for the legs] [some mornings|].",
        "[There is no diarrhea|Stools are formed] [and laxatives are not used|].",
        "[No diuretic is taken|Diuretics are not taken] [and no topiramate|].",
        "[A stone was analyzed|One stone was analyzed] [as calcium phosphate|].",
        "@alert {He} [denies|reports no] [vomiting|fever].",
        "[Bones have ached|The bones ache] [after long walks|].",
    ),
    exam=(
        *EXAM,
        "[Thigh muscles are weak|Hip flexion is weak] [on both sides|].",
        "[The tongue is dry|Saliva is scant] [on inspection|].",
    ),
    results=(
        "[Ultrasound shows calcium in both kidneys|The medulla of both kidneys holds calcium].",
        "[The urine pH is never below six|Urine stays alkaline] [in the morning sample|].",
        "[Antibodies against Ro are positive|Antibodies for Sjogren's syndrome are pending].",
        "[Citrate in the urine is low|Urine citrate is very low].",
    ),
    plan=(
        "[Potassium citrate was prescribed|Potassium citrate is started] [three times a day|].",
        "[Fluid of two liters a day|Drinking two liters a day] [was advised|is the aim].",
        "[Bicarbonate is checked|Blood gases are checked] [in two weeks|].",
        "[A rheumatologist will see {him}|The rheumatologist was asked] [about dry eyes|].",
        "[Bone density is measured|A bone density scan is booked] [next month|].",
        "[Salt is limited|A low-salt diet was advised] [to spare calcium|for less calcium in the urine].",
    ),
    course=(
        *COURSE,
        "@late [No new stone formed|No stone passed] [within the year|].",
        "@late [Strength of the legs returned|The legs grew strong] [within weeks|].",
        "@late [Sjogren's syndrome was confirmed|A lip biopsy was done] [in summer|].",
    ),
)

ALDOSTERONISM = Disease(
    "primary aldosteronism",
    asks=(128,),
    age=(26, 50, 80),
    setting="clinic",
    complaints=(
        "[cramps and headaches|muscle cramps]",
        "[weakness and thirst|weakness after exercise]",
        "[blood pressure that is hard to treat|blood pressure on four drugs]",
    ),
    measures={
        "potassium": (3.7, 2.4),
        "urine_potassium": (44, 96),
        "osmolality": (288, 298),
        "urine_osmolality": (380, 620),
        "bicarbonate": (27, 34),
        "systolic": (146, 200),
        "heart_rate": (62, 84),
        "creatinine": (0.7, 1.3),
        "magnesium": (1.9, 1.6),
    },
    story=(
        "[Cramps come at night|Night cramps are frequent] [in both calves|].",
        "[Thirst is greater than before|More is drunk than before] [and nights are broken|].",
        "[Pressure has been high for years|High readings are known for years] [on three drugs|].",
        "[Licorice is not eaten|No licorice is eaten] [and no laxatives are used|].",
        "[There is no vomiting and no diarrhea|Neither vomiting nor diarrhea occurred].",
        "@alert {He} [denies|reports no] [sweating spells|weight change].",
        "[The diuretic was stopped|Hydrochlorothiazide was stopped] [six weeks ago|before the tests].",
        "[A brother has a similar problem|A sibling has it as well].",
    ),
    exam=(
        *EXAM,
        "[The retinal arteries are narrow|Fundoscopy shows narrow arteries].",
        "[The apex beat is strong|The apex beat is heaving] [and not displaced|].",
    ),
    results=(
        "[The ratio of aldosterone to renin is high|Renin is suppressed] [in the morning|].",
        "The CT scan shows a nodule [of the left adrenal|in one adrenal].",
        "The electrocardiogram shows [U waves|signs of a large left ventricle].",
        "[The saline test is booked|A saline infusion test is planned].",
    ),
    plan=(
        "[Spironolactone is considered|Eplerenone is considered] [after the tests|].",
        "[Potassium chloride was prescribed|Potassium tablets were prescribed] [until then|].",
        "[Sampling of both adrenal veins|Adrenal vein sampling] is [planned|discussed].",
        "[Salt is limited|A low-salt diet was advised] [from now on|].",
        "[Home readings are kept|A diary of pressures is kept] [twice a day|].",
        "[The surgeon may be involved|Surgery is an option] [if one side is the source|].",
    ),
    course=(
        *COURSE[:3],
        "@late [Vein sampling pointed to one side|Sampling showed one side as the source].",
        "@late [One adrenal was removed|The adrenal was removed] [through small cuts|].",
        "@late [Cramps stopped|The cramps stopped] [within days|].",
        "@late [Two drugs could be stopped|Fewer drugs were needed] [after that|].",
    ),
)

HYPOALDOSTERONISM = Disease(
    "hyporeninemic hypoaldosteronism",
    asks=(128, 129, 131),
    age=(42, 68, 90),
    setting="clinic",
    complaints=(
        "[a high potassium in a routine test|an abnormal routine blood test]",
        "[weakness on a new tablet|weakness after a new tablet]",
        "[a check of the kidneys|review in the kidney clinic]",
    ),
    measures={
        "potassium": (5.1, 6.9),
        "urine_potassium": (36, 14),
        "urine_sodium": (56, 80),
        "urine_chloride": (60, 66),
        "osmolality": (290, 304),
        "urine_osmolality": (340, 440),
        "bicarbonate": (22, 14),
        "anion_gap": (9, 13),
        "creatinine": (1.1, 2.4),
        "bun": (18, 50),
        "glucose": (108, 230),
        "systolic": (128, 164),
        "heart_rate": (64, 86),
    },
    findings={"diabetes": 1.0},
    story=(
        "[It was found by chance|It was found in a yearly test] [without symptoms|].",
        "[Losartan had been raised|Lisinopril had been raised] [last month|].",
        "[Salt substitutes are used|A salt substitute is used at table] [since winter|].",
        "[Eyes were treated by laser|Laser treatment of the eyes was done] [for retinopathy|].",
        "[The sample was not hemolyzed|A second sample gave the same result].",
        "@alert {He} [denies|reports no] [palpitations|vomiting].",
        "[Naproxen was taken for the back|Naproxen had been taken] [on some days|].",
        "[Urine volume is normal|The urine volume is as before] [day and night|].",
    ),
    exam=(
        *EXAM,
        "There is slight edema [of both ankles|at the ankles].",
        "[Feet are numb to the filament|Monofilament sense is reduced] [at the toes|].",
    ),
    results=(
        "The electrocardiogram shows [sinus rhythm|narrow complexes].",
        "[Both kidneys are of normal size|Ultrasound of the kidneys is normal].",
        "[Renin is low|Renin and aldosterone are low] [in the morning|].",
        "[The cortisol is normal|Morning cortisol is normal].",
    ),
    plan=(
        "[The salt substitute is stopped|No more salt substitute] [from today|].",
        "[Losartan is halved|The dose of losartan is halved] [for now|].",
        "[A binder was prescribed|Patiromer was prescribed] [once a day|].",
        "[Naproxen is to be avoided|No naproxen and the like is to be taken].",
        "[Furosemide may help|A loop diuretic is considered] [if it stays high|].",
        "[A list of foods rich in potassium|A diet sheet on potassium] was [handed out|given].",
    ),
    course=(
        *COURSE,
        "@late [Potassium came into range|The potassium fell] [within two weeks|].",
        "@late [Losartan was kept|Losartan could be continued] [with the binder|].",
        "@late [Bicarbonate tablets were added|Sodium bicarbonate was added] [later|].",
    ),
)

IGA = Disease(
    "IgA nephropathy",
    asks=(126,),
    age=(25, 40, 80),
    setting="clinic",
    female=0.38,
    complaints=(
        "[foamy urine|foamy urine and tiredness]",
        "[a check of the kidneys|a yearly kidney check]",
        "[red urine with colds|blood in the urine]",
    ),
    measures={
        "egfr": (59, 11),
        "acr": (60, 2300),
        "systolic": (122, 168),
        "heart_rate": (62, 86),
        "potassium": (4.1, 5.6),
        "bicarbonate": (26, 19),
        "hemoglobin": (14.8, 9.6),
        "albumin": (4.5, 3.2),
        "bun": (18, 76),
    },
    story=(
        "[Red urine came with colds|The urine turned red in colds] [in youth|].",
        "[A biopsy gave the diagnosis|The diagnosis was made by biopsy] [ten years ago|].",
        "[Ramipril has been taken every morning|Ramipril has been taken] [since then|for years].",
        "[Foam on the urine has been noticed|The urine has been foamy] [for years|].",
        "[No relative is on dialysis|The kidneys are healthy in the family].",
        "@alert {He} [denies|reports no] [joint pain|rash].",
        "[Home pressures are written down|A diary of pressures is kept] [each week|].",
        "[Sport is kept up|{He} still cycles] [at weekends|].",
    ),
    exam=(
        *EXAM[:4],
        "[There is a trace of ankle edema|The ankles are slightly swollen].",
        "[The skin shows no purpura|No purpura is seen].",
    ),
    results=(
        "[Dysmorphic red cells are seen|The sediment shows dysmorphic red cells].",
        "[Ultrasound shows bright kidneys|Both kidneys are bright on ultrasound].",
        "[The old biopsy showed mesangial deposits|Mesangial deposits were seen in the biopsy].",
        "[Complement is normal|Complement levels are normal].",
    ),
    plan=(
        "[The risk is worked out today|Today the risk is worked out] [for planning|].",
        "[Ramipril is continued|Ramipril goes on] [at full dose|].",
        "[Dapagliflozin was added|Dapagliflozin is added] [today|].",
        "[Sparing of arm veins|Sparing the veins of one arm] [was explained|is advised].",
        "[Salt is limited to five grams a day|A low-salt diet was advised].",
        "[Vaccination against hepatitis B|Hepatitis B vaccination] [is due|was discussed].",
    ),
    course=(
        *COURSE,
        "@late [Foam became less|There was less foam] [on dapagliflozin|].",
        "@late [A course on kidney failure|Teaching on treatment of kidney failure] [was offered|took place].",
        "@late [Vaccinations were completed|The vaccine series was completed] [in spring|].",
    ),
)

DISEASES = (ACIDOSIS, ALDOSTERONISM, HYPOALDOSTERONISM, IGA)
