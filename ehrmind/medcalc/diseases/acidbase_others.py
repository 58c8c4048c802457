"""Bicarbonate that is used up by uremia, lost in the stool, or gained by vomiting.

Diarrhea has a bicarbonate of 11 mEq/L and a gap of 11, vomiting one of 33 and 15, uremia one of 12 and 24.
"""

from ehrmind.medcalc.diseases.acidbase import ACID_COURSE, ACID_EXAM, ACID_PLAN, GAPS, RATIOS
from ehrmind.medcalc.diseases.base import Disease

UREMIA = Disease(
    "uremic acidosis of advanced kidney disease",
    asks=GAPS + RATIOS,
    age=(26, 64, 90),
    complaints=(
        "[itching and loss of appetite|nausea and itching]",
        "[fatigue and nausea|weakness and hiccups]",
        "[swollen legs and nausea|malaise and swollen legs]",
    ),
    measures={
        "bicarbonate": (22, 10),
        "anion_gap": (12, 25),
        "sodium": (141, 132),
        "ph": (7.37, 7.16),
        "paco2": (38, 26),
        "albumin": (4.1, 3.0),
        "creatinine": (3.4, 6.4),
        "bun": (56, 95),
        "potassium": (4.6, 6.8),
        "hemoglobin": (11.4, 7.4),
        "calcium": (9.0, 7.4),
        "systolic": (138, 184),
        "respiratory_rate": (16, 28),
        "heart_rate": (72, 98),
    },
    findings={"kidney_disease": 1.0},
    story=(
        "[The kidneys have failed slowly|Kidney function was lost slowly] from [IgA nephropathy|polycystic "
        "disease|reflux].",
        "[Dialysis was postponed|Dialysis had been put off] [at {his} own wish|until now].",
        "[Itching keeps {him} awake|Itching disturbs the nights], [worse in bed|worst in bed].",
        "[Food tastes of metal|There is a metallic taste], and [meat is refused|meat has become repugnant].",
        "[Hiccups come and go|Hiccups have appeared] [after meals|in the afternoons].",
        "[The legs swell|Legs and feet swell] [by evening|toward night] [of late|].",
        "@alert {He} [sleeps by day|dozes through the day] and [is restless at night|has restless legs at night].",
        "[The fistula in the forearm|A forearm fistula] was [made ready|created] [last year|in time].",
    ),
    exam=(
        *ACID_EXAM[:1],
        *ACID_EXAM[2:5],
        "[The skin is sallow|The skin is sallow and dry] with [scratch marks|bruises on the arms].",
        "[Edema reaches the shins|There is pitting edema] [on both sides|of both legs].",
        "[The fistula has a thrill|A thrill is felt over the fistula] [and a bruit|in the forearm].",
    ),
    results=(
        "[Both kidneys are small|The kidneys are small] [and bright|with thin cortex] [on ultrasound|on sonography].",
        "[The chest film shows|On the chest film there is] [a slightly wide heart|slight cardiac enlargement].",
        "[Parathyroid hormone is high|The parathyroid hormone is raised] [as before|on this panel].",
        "[The tracing shows no peaked T waves|There are no peaked T waves] [on the electrocardiogram|].",
    ),
    plan=(
        "[Dialysis will begin|The first dialysis is planned] [this week|in the coming days] [through the fistula|].",
        "[Phosphate binders were prescribed|Phosphate binders were ordered] [three times a day|with meals].",
        *ACID_PLAN[:1],
        *ACID_PLAN[4:],
        "[A low-potassium diet|A renal diet] was [explained|ordered] [by the dietitian|].",
    ),
    course=(
        *ACID_COURSE[1:2],
        "@late [Dialysis was begun|The first sessions went well] [through the fistula|without cramps] [that week|].",
        "@late [Nausea went|Appetite returned] [after the second session|within a week].",
        "@late [A place in the dialysis unit|A chair in the unit] was [found|arranged] [near {his} home|].",
        "@late [Itching eased|Itching became less] with [longer sessions|phosphate binders].",
        "@late [The transplant list|Listing for a transplant] was [discussed|explained] [before discharge|].",
        "@late {He} went home [in better shape|with renal diet sheets] [after ten days|in the second week].",
    ),
)
DIARRHEA = Disease(
    "diarrhea with hyperchloremic acidosis",
    asks=GAPS,
    age=(18, 52, 90),
    setting="emergency",
    complaints=(
        "[watery diarrhea|profuse watery stools]",
        "[diarrhea and weakness|weakness after days of diarrhea]",
        "[diarrhea and cramps|cramps with loose stools]",
    ),
    measures={
        "bicarbonate": (22, 9),
        "anion_gap": (9, 12),
        "sodium": (139, 134),
        "ph": (7.37, 7.14),
        "paco2": (38, 24),
        "albumin": (4.5, 3.4),
        "potassium": (3.8, 2.5),
        "creatinine": (0.8, 1.7),
        "bun": (12, 40),
        "heart_rate": (80, 122),
        "systolic": (126, 92),
        "magnesium": (1.9, 1.3),
        "temperature": (36.6, 38.2),
        "respiratory_rate": (15, 26),
    },
    story=(
        "[Stools have been watery|Watery stools have come] [many times a day|nearly every hour] [since a trip "
        "abroad|since a picnic].",
        "[There is no blood|No blood was seen] in the stool, [and no mucus|but some mucus].",
        "[Loperamide brought|A binding agent brought] [little relief|no relief] [so far|].",
        "@alert {He} [feels weak in the legs|has cramps in the calves] [and is thirsty|with thirst].",
        "[Rice and bananas|Broth and crackers] are [all that stays down|tolerated].",
        "[A friend at the table|A fellow traveller] [was ill as well|had the same].",
        "[Urine is dark|The urine has been dark] and [scant|less than usual].",
        "[No antibiotic was taken|There was no antibiotic before] [in recent months|].",
    ),
    exam=(*ACID_EXAM, "[The abdomen gurgles|Loud gurgling is heard] [on auscultation|without a stethoscope]."),
    results=(
        "[A stool culture|A stool panel] was sent [on arrival|at once].",
        "[Lactate is normal|Lactate and ketones are normal] [on the gas|in blood].",
        "[The urinary gap|The urine anion gap] is [negative|appropriately negative] [in the spot sample|].",
        "[The abdominal film|A plain film of the abdomen] shows [no dilated loops|gas in the colon only].",
    ),
    plan=(
        *ACID_PLAN[:3],
        "[Oral rehydration solution|Rehydration solution] is [offered|sipped] [between infusions|].",
        "[Bicarbonate is added|Bicarbonate may be added] [if acidosis persists|to the fluids].",
        "[Isolation in a single room|A single room] was [ordered|arranged] [until cultures return|].",
    ),
    course=(
        *ACID_COURSE[1:5],
        "@late [Stool culture grew|The stool panel found] [Campylobacter|norovirus|Salmonella].",
        "@late [Stools firmed|Diarrhea stopped] [on the third day|within days].",
        "@late [The public health office|The health department] was [notified|informed] [by the laboratory|].",
    ),
)
VOMITING = Disease(
    "metabolic alkalosis from vomiting",
    asks=GAPS,
    age=(18, 46, 86),
    complaints=(
        "[persistent vomiting|vomiting for days]",
        "[vomiting and cramps|nausea and vomiting]",
        "[vomiting after meals|fullness and vomiting]",
    ),
    measures={
        "bicarbonate": (26, 34),
        "anion_gap": (11, 16),
        "sodium": (141, 135),
        "ph": (7.45, 7.58),
        "paco2": (41, 52),
        "albumin": (4.5, 3.6),
        "potassium": (3.7, 2.3),
        "creatinine": (0.8, 2.0),
        "bun": (14, 46),
        "heart_rate": (78, 116),
        "systolic": (126, 96),
        "magnesium": (1.9, 1.4),
    },
    story=(
        "[Vomiting follows|Vomiting comes after] [every meal|nearly every meal] [within the hour|].",
        "[The vomit is sour|Vomit is sour and watery], [without bile|without blood].",
        "[Fullness after a few bites|Early fullness] has [been there for weeks|slowly increased].",
        "[Antacids were taken|Antacid tablets were chewed] [by the pack|many times a day].",
        "@alert {He} [has tingling fingers|feels tingling around the mouth] [at times|].",
        "[Clothes hang loose|Clothes have become loose] [this month|in recent weeks].",
        "[Bowels move rarely|Stools are rare], [and there is no diarrhea|without diarrhea].",
        "[Milk and soup|Liquids] [go down best|pass more easily] [than solid food|].",
    ),
    exam=(
        *ACID_EXAM[1:5],
        "[A succussion splash|A splash] is heard [over the stomach|in the upper abdomen].",
        "[Reflexes are brisk|Tendon reflexes are brisk], [without clonus|the Chvostek sign is absent].",
    ),
    results=(
        "[The stomach is distended|A distended stomach is seen] [on the film|on the plain film].",
        "[Urine chloride is low|The urinary chloride is low] [on the spot sample|].",
        "[The tracing shows|The electrocardiogram shows] [flat T waves|low T waves].",
        "[Lipase is normal|Lipase and amylase are normal] [on arrival|].",
    ),
    plan=(
        "[Saline with potassium|Isotonic saline with potassium] [is running|was started].",
        "[A gastric tube|A nasogastric tube] [drains the stomach|was placed for decompression].",
        "[Pantoprazole was begun|A proton-pump inhibitor was begun] [intravenously|by vein].",
        "[Gastroscopy is planned|Endoscopy is booked] [for tomorrow|once the stomach is empty].",
        *ACID_PLAN[:1],
        *ACID_PLAN[4:],
    ),
    course=(
        *ACID_COURSE[1:4],
        "@late [Gastroscopy showed|Endoscopy showed] [a swollen pylorus|a narrow pylorus] [without a mass|].",
        "@late [Balloon dilatation|Dilatation of the pylorus] [was done|followed] [in the same session|days later].",
        "@late [Solid food|A soft diet] was [tolerated|taken] [by the fifth day|after a few days].",
        "@late [Biopsies showed|The biopsies showed] [Helicobacter|inflammation without dysplasia].",
    ),
)

DISEASES = (UREMIA, DIARRHEA, VOMITING)
