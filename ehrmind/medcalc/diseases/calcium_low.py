"""Calcium beside albumin, low: leaking kidneys, hunger, missing parathyroid glands, and critical illness.

A nephrotic patient has a calcium of 7.6 mg/dL beside an albumin of 1.8 g/dL, which is 9.4 mg/dL when corrected.
"""

from ehrmind.medcalc.diseases.base import Disease

LOW_PLAN = (
    "[The value is to be corrected|Correction comes first] [before any treatment|before calcium is given].",
    "[Ionized calcium|An ionized level] was [sent|requested] [as well|on ice].",
    "[Magnesium is checked|Magnesium is measured] [and replaced if low|too].",
    "[Vitamin D|The vitamin D level] is [being measured|on order] [with phosphate|].",
    "[A tracing is repeated|The electrocardiogram is repeated] [if cramps appear|tomorrow].",
    "[Diet was reviewed|The dietitian reviewed intake], [with protein between meals|with supplements].",
)
LOW_COURSE = (
    "@late [The ionized level|Ionized calcium] [was near normal|came back normal] [the next day|].",
    "@late [Vitamin D was replaced|Cholecalciferol was given] [by mouth|for eight weeks].",
    "@late [Cramps did not occur|There was no tetany] [during the stay|at any time].",
    "@late [Albumin rose slowly|Albumin recovered in part] [over the months|with treatment].",
    "@late [The dietitian|A dietitian] [kept a meal diary|visited twice] [in hospital|].",
    "@late [A follow-up panel|A control sample] [after two weeks|a fortnight later] [was arranged|was booked].",
    "@late {He} went home [much stronger|in better shape] [after ten days|in the second week].",
)

NEPHROTIC = Disease(
    "nephrotic syndrome",
    asks=(7,),
    age=(18, 44, 84),
    weight=1.2,
    complaints=(
        "[swollen legs and eyelids|swelling of legs and face]",
        "[foamy urine and swelling|foamy urine]",
        "[puffy eyes and tight shoes|weight gain and swelling]",
    ),
    measures={
        "calcium": (9.0, 6.8),
        "albumin": (3.2, 1.4),
        "total_cholesterol": (240, 318),
        "triglycerides": (160, 360),
        "creatinine": (0.7, 2.0),
        "systolic": (118, 158),
        "hemoglobin": (14.0, 10.4),
        "platelets": (240, 420),
    },
    story=(
        "[Eyelids are swollen|The eyes are puffy] [on waking|in the morning], and the legs [by evening|at night].",
        "[Urine foams|The urine foams] [like beer|in the bowl] [for weeks|].",
        "[Rings had to be cut|Shoes no longer fit|Trousers are tight] [by now|].",
        "[A sore throat|An insect sting|A course of ibuprofen] [came before|preceded it] [by two weeks|].",
        "[There is no joint pain|Joints do not hurt], and [there is no rash|no rash appeared].",
        "@alert {He} [feels heavy and slow|is short of energy] [on stairs|by afternoon].",
        "[Scales showed a gain|The scales show several kilograms more] [within weeks|this month].",
        "[The urine is not red|No blood was seen in the urine] [at any time|so far].",
    ),
    exam=(
        "[Pitting edema reaches the thighs|There is pitting edema up to the knees] [on both sides|].",
        "[Periorbital swelling is present|Eyelids are swollen] [on both sides|symmetrically].",
        "[Breath sounds are reduced|Percussion is dull] [at the right base|at both bases].",
        "[No joint is swollen|Joints are normal] and [there is no rash|the skin has no purpura].",
        "[Nails show white bands|White bands cross the nails] [of the fingers|on both hands].",
        "[The heart is regular|Heart sounds are regular] [without a rub|and no rub is heard].",
    ),
    results=(
        "[Proteinuria is in the nephrotic range|Urine protein is massive] [over a day|in the spot sample].",
        "[Fat droplets|Oval fat bodies] are seen [in the sediment|under the microscope].",
        "[Renal ultrasound|Sonography of the kidneys] is [normal|without obstruction].",
        "[Complement and antibodies|Antinuclear antibodies and complement] are [normal|unremarkable].",
    ),
    plan=(
        *LOW_PLAN,
        "[A kidney biopsy|Renal biopsy] is [planned|scheduled] [this week|].",
        "[Furosemide with salt restriction|A loop diuretic with little salt] was [begun|ordered].",
    ),
    course=(
        *LOW_COURSE[:6],
        "@late [Biopsy showed|The biopsy showed] [minimal change|membranous disease|focal sclerosis].",
    ),
)
MALNUTRITION = Disease(
    "protein-energy malnutrition",
    asks=(7,),
    age=(24, 70, 92),
    complaints=(
        "[weight loss and weakness|weakness and poor intake]",
        "[poor appetite for months|loss of appetite]",
        "[general weakness|frailty and weight loss]",
    ),
    measures={
        "calcium": (9.2, 7.0),
        "albumin": (3.5, 1.8),
        "bmi": (20.5, 16.0),
        "hemoglobin": (12.6, 8.6),
        "magnesium": (1.9, 1.2),
        "potassium": (3.9, 2.8),
        "creatinine": (0.8, 0.5),
        "glucose": (92, 68),
        "bun": (12, 7),
        "systolic": (118, 94),
    },
    story=(
        "[Meals were skipped|Meals have been small] [for months|for half a year].",
        "[Dentures do not fit|Chewing is hard|Swallowing is slow], [so meat is left|so soft food is chosen].",
        "[Clothes hang loose|Belts needed new holes] [this year|after some months].",
        "[The fridge was nearly empty|Cupboards were nearly empty] [when a nurse visited|at the home visit].",
        "[Eating is painless|There is no pain on eating], and [nothing is vomited|there is no vomiting].",
        "@alert {He} [has no appetite|eats without pleasure] [at any time of day|most days].",
        "[Stools are normal|Stools are formed], [without visible fat|and not greasy].",
        "[A bereavement|A move|A long illness] [came before|preceded the decline] [last year|].",
    ),
    exam=(
        "[Temples are hollow|The temples are hollow] and [the clavicles stand out|ribs are visible].",
        "[The skin is thin|Skin is thin and dry], and the hair is [brittle|sparse].",
        "[The tongue is smooth|A smooth red tongue is seen] [with sore corners of the mouth|].",
        "[Grip is weak|Hand grip is weak] [on both sides|], and rising takes [effort|two attempts].",
        "[Ankles are slightly swollen|There is slight ankle edema] [on both sides|].",
        "[The lungs are clear|Breath sounds are clear] and [the heart is regular|heart sounds are soft].",
    ),
    results=(
        "[Prealbumin is low|The prealbumin is low] [on admission|on this panel].",
        "[The chest film|A chest film] shows [no mass|no infiltrate].",
        "[Celiac antibodies|Antibodies of celiac disease] are [absent|negative].",
        "[Stool elastase|Fecal elastase] is [normal|within range].",
    ),
    plan=(
        *LOW_PLAN,
        "[Feeding starts low|Feeding is advanced slowly] [to avoid refeeding|with phosphate checks].",
    ),
    course=(*LOW_COURSE, "@late [A meal service|Delivery of meals] [was arranged|began] [after discharge|]."),
)
HYPOPARATHYROID = Disease(
    "hypoparathyroidism",
    asks=(7,),
    age=(19, 46, 80),
    female=0.7,
    setting="clinic",
    complaints=(
        "[tingling of the fingers|tingling around the mouth]",
        "[muscle cramps|cramps and tingling]",
        "[follow-up of missing parathyroid glands|twitching of the face]",
    ),
    measures={
        "calcium": (8.8, 6.4),
        "albumin": (4.7, 3.7),
        "magnesium": (2.0, 1.4),
        "creatinine": (0.7, 1.3),
    },
    story=(
        "[The glands were lost|The parathyroid glands were lost] [with the thyroid|years ago, with the thyroid].",
        "[Calcitriol was missed|Tablets were missed] [on a trip|for some days] [last month|].",
        "@alert {He} [has tingling fingertips|feels pins and needles] [in the evening|after brisk walks].",
        "[Hands cramp|The hands cramp] [when writing|with cold] [and open slowly|].",
        "[No seizure has occurred|There was no seizure] [so far|since diagnosis].",
        "[Levothyroxine is taken|Levothyroxine is taken on an empty stomach] [every morning|without fail].",
        "[Milk is avoided|Dairy is avoided] [for its phosphate|as advised].",
        "[Kidney stones were never found|No kidney stone was found] [on yearly scans|so far].",
    ),
    exam=(
        "[The Chvostek sign is present|Tapping the cheek makes the lip twitch] [on both sides|].",
        "[A scar crosses the neck|The neck bears a scar], [well healed|pale and flat].",
        "[Nails are ridged|The nails are brittle], [the skin is dry|with dry skin].",
        "[Lenses are clear|Both lenses are clear] [on inspection|by ophthalmoscope].",
        "[The lungs are clear|Breath sounds are clear] and [the heart is regular|heart sounds are normal].",
        "[Strength is full|Muscle strength is full], [gait is normal|and gait is steady].",
    ),
    results=(
        "[Parathyroid hormone is undetectable|The parathyroid hormone is very low] [as before|].",
        "[Phosphate is at the upper end|Phosphate is high normal] [on this panel|].",
        "[Sonography of the kidneys|Renal ultrasound] shows [no stones|no calcification].",
        "[The electrocardiogram|The tracing] shows [regular rhythm|no arrhythmia].",
    ),
    plan=(
        *LOW_PLAN[:4],
        "[Calcitriol is raised|The calcitriol dose goes up] [by one step|slightly].",
        "[Tablets are taken|Citrate tablets are taken] [with meals|three times a day].",
        "[Warning signs|The signs of tetany] were [explained|gone over] [again|].",
    ),
    course=(
        "@late [Tingling stopped|The tingling went] [within a week|after the change].",
        "@late [Levels stayed|The level stayed] [in the low normal range|just below normal].",
        "@late [Urine excretion|The daily urine excretion] [was acceptable|stayed below the limit].",
        "@late [Tablets are now carried|A pill box is carried] [on every trip|at all times].",
        "@late [By phone|On the telephone], [cramps were said to be rare|fewer cramps were noted].",
        "@late [Renal ultrasound|Sonography] [remained clean|showed no stone] [a year later|].",
        "@late [The next visit|Another visit] [took place after two months|followed in half a year].",
    ),
)
CRITICAL = Disease(
    "critical illness with low albumin and calcium",
    asks=(7,),
    age=(20, 62, 90),
    setting="intensive care",
    complaints=(
        "[severe infection|septic illness]",
        "[acute pancreatitis|severe upper abdominal pain]",
        "[a prolonged intensive care stay|severe illness]",
    ),
    measures={
        "calcium": (8.6, 6.5),
        "albumin": (3.1, 1.4),
        "magnesium": (1.9, 1.2),
        "hemoglobin": (11.4, 7.2),
        "systolic": (118, 80),
        "heart_rate": (88, 130),
        "creatinine": (0.8, 3.2),
        "white_cells": (10.0, 26.0),
        "crp": (70, 240),
        "temperature": (37.4, 39.6),
        "platelets": (210, 50),
    },
    story=(
        "[Large volumes of fluid|Many liters of crystalloid] were [given|needed] [on the first day|].",
        "[The family keeps watch|Relatives visit] [every afternoon|in turns].",
        "[Feeding by tube|Tube feeding] [started late|is only half the goal] [because of reflux|].",
        "[Limbs have swollen|Arms and legs have swollen] [since the second day|from fluid].",
        "[Antibiotics were changed|Antibiotics were broadened] [after new fever|when cultures came].",
        "[Lines were replaced|The central line was replaced] [this week|without problems].",
        "[No bleeding is seen|There is no visible bleeding] [from drains or lines|].",
        "[Transfer from a smaller hospital|Transfer from another hospital] took place [at night|by helicopter].",
    ),
    exam=(
        "[Edema is generalized|There is generalized edema] [of trunk and limbs|with tight skin].",
        "[Breath sounds are coarse|Coarse breath sounds are heard] [at the bases|on both sides].",
        "[No carpal spasm|No twitching] is seen [during cuff inflation|at the bedside].",
        "[The abdomen is full|The abdomen is distended], with [faint|sparse] bowel sounds.",
        "[Skin is intact|The skin is intact] [over sacrum and heels|at pressure points].",
        "[Pupils are equal|The pupils are equal] and [react|respond to light].",
    ),
    results=(
        "[Stool cultures|Cultures of secretions] are [sterile|without growth].",
        "[The chest film|A bedside film] shows [small effusions|streaky bases].",
        "[Blood cultures|The last blood cultures] are [sterile so far|pending].",
        "[Vitamin D is low|The vitamin D level is low] [on admission|].",
    ),
    plan=(*LOW_PLAN[:5], "[Feeds are increased|Tube feeds are increased] [step by step|as tolerated]."),
    course=(
        *LOW_COURSE[:4],
        "@late {He} left [intensive care|the unit] [in the third week|after two weeks].",
        "@late [Edema went down|Swelling went down] [with mobilization|over ten days].",
        "@late [Rehabilitation|A rehabilitation stay] [followed|was arranged] [near home|].",
    ),
)

DISEASES = (NEPHROTIC, MALNUTRITION, HYPOPARATHYROID, CRITICAL)
