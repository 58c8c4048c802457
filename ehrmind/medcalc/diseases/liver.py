"""Cirrhosis: compensated, decompensated, with alcohol-related hepatitis, with failing kidneys, and before a transplant.

A mild decompensation has a bilirubin of 1.6 mg/dL and an INR of 1.3, a grave one 7.5 mg/dL and 2.9, with coma.
"""

from ehrmind.medcalc.diseases.base import Disease

CIRRHOSIS_EXAM = (
    "[Spider nevi|Several spider angiomas] are seen on the [chest|upper trunk|shoulders].",
    "[There is palmar erythema|Both palms are red] [with mild clubbing|and the nails are white|].",
    "The spleen tip is [palpable|felt] [below the left costal margin|on deep inspiration].",
    "The liver edge is [firm|hard] and [nodular|irregular].",
    "[Muscle wasting is evident|There is loss of muscle] at the [temples|thighs|shoulder girdle].",
    "[Breath sounds are clear on both sides|The lungs are clear], and [heart sounds are normal|no murmur is heard].",
)
CIRRHOSIS_RESULTS = (
    "[Ultrasound|Sonography of the abdomen] shows a [coarse|nodular] liver [with a large spleen|and splenomegaly].",
    "[The portal vein is patent|Portal flow is preserved] on [Doppler|duplex] examination.",
    "[No focal liver lesion is seen|The liver contains no suspicious mass] on [imaging|sonography].",
    "[Alpha-fetoprotein is normal|Alpha-fetoprotein is not raised], [as at the last screening|unchanged from before].",
)
CIRRHOSIS_PLAN = (
    "Alcohol [should be avoided altogether|is to be avoided], [as was explained again|which the team stressed].",
    "[A diet rich in protein|Enough protein] with [a late evening snack|a bedtime snack] was [advised|ordered].",
    "[Nonsteroidal drugs|Ibuprofen and its like] are [to be avoided|not to be given].",
    "[Acetaminophen stays within the reduced limit|The daily limit of acetaminophen is lowered] [for pain|if needed].",
    "[The hepatology service was consulted|Hepatology will see the patient] [about further care|today].",
    "[Carvedilol will be considered|A beta-blocker will be discussed] [after endoscopy|once varices are graded].",
)
CIRRHOSIS_WARD_COURSE = (
    "@late [The liver team|A hepatologist] saw {him} on the [second|third] hospital day.",
    "@late [Upper endoscopy|Gastroscopy] showed [small esophageal varices|varices without red signs].",
    "@late [Blood cultures|All cultures] remained [sterile|without growth].",
    "@late {He} was [walking on the ward|out of bed] [by the fourth day|before discharge].",
    "@late [A dietitian|The dietitian] [drew up a meal plan|went through meals] before discharge.",
    "@late [Liver tests were repeated|A repeat panel was drawn] [before {he} left|at the end of the stay].",
    "@late [An appointment in the liver clinic|Follow-up with hepatology] was made [for the next month|after "
    "discharge].",
    "@late {He} went [home|back home] on [lactulose|carvedilol] [and a protein-rich diet|with written advice].",
)

DECOMPENSATED = Disease(
    "decompensated cirrhosis",
    asks=(15, 23, 121, 123),
    age=(32, 58, 84),
    weight=2.0,
    complaints=(
        "[fatigue and poor appetite|weakness and loss of appetite|worsening fatigue]",
        "[itching and fatigue|tiredness with itching]",
        "[weakness and weight loss|general decline over weeks]",
    ),
    measures={
        "bilirubin": (1.6, 7.5),
        "albumin": (3.6, 2.0),
        "inr": (1.3, 2.9),
        "sodium": (139, 120),
        "creatinine": (0.7, 2.2),
        "platelets": (138, 42),
        "ast": (48, 130),
        "alt": (30, 72),
        "hemoglobin": (12.8, 8.4),
        "systolic": (122, 92),
        "heart_rate": (72, 108),
        "bun": (10, 34),
        "magnesium": (2.0, 1.4),
        "ascites_albumin": (1.4, 0.4),
    },
    choices={
        "ascites": ("absent", "slight", "moderate", "moderate"),
        "encephalopathy": ("none", "none", "grade 1-2", "grade 3-4"),
    },
    findings={"dialysis_twice": (0.0, 0.12), "cvvhd": 0.0},
    story=(
        "The cirrhosis is [attributed to|due to] [alcohol|hepatitis C|metabolic fatty liver disease|hepatitis B].",
        "!ascites [Abdominal girth has grown|The belt no longer fits] over [the past few weeks|recent weeks].",
        "@alert {He} [has felt drained|is too tired for housework|has slept most afternoons] [for weeks|lately].",
        "[Appetite is poor|Meals are small], and {he} [fills up after a few bites|eats mostly soup].",
        "[Itching has become troublesome|There is itching] [at night|over the arms and back].",
        "[There was no black stool and no vomiting of blood|Neither hematemesis nor melena was noticed] [this time|].",
        "[Shoes have become tight|The ankles swell] [toward the evening|by evening].",
        "[The diagnosis was made|Cirrhosis was diagnosed] [on biopsy|by elastography|on imaging] some years ago.",
        "[Salt restriction proved hard|A low-salt diet was not kept], [as the family confirms|according to the "
        "family].",
    ),
    exam=(
        *CIRRHOSIS_EXAM,
        "[Pitting edema|Soft pitting edema] reaches the [ankles|mid-shins].",
        "[Dupuytren contractures are noted|A Dupuytren cord is felt] [in the right palm|in the left palm].",
    ),
    results=(
        *CIRRHOSIS_RESULTS,
        "[Collaterals are visible|Portosystemic collaterals are seen] [around the spleen|at the splenic hilum].",
    ),
    plan=(
        *CIRRHOSIS_PLAN,
        "[Spironolactone was started|Spironolactone is to be given] [with a low-salt diet|with salt restriction].",
        "[Infection is being looked for|A search for infection is under way] with [cultures of blood and "
        "urine|cultures].",
    ),
    course=CIRRHOSIS_WARD_COURSE,
)
ALCOHOL_HEPATITIS = Disease(
    "alcohol-related hepatitis on cirrhosis",
    asks=(15, 23, 121, 122),
    age=(26, 47, 68),
    female=0.35,
    complaints=(
        "[jaundice and malaise|yellow skin and weakness|jaundice]",
        "[nausea and right upper abdominal discomfort|loss of appetite with nausea]",
        "[jaundice after weeks of heavy drinking|malaise after a drinking binge]",
    ),
    measures={
        "bilirubin": (3.0, 14.5),
        "albumin": (3.4, 2.1),
        "inr": (1.2, 2.6, 0.92),
        "sodium": (138, 122),
        "creatinine": (0.6, 2.6),
        "ast": (96, 260),
        "alt": (40, 92),
        "white_cells": (8.2, 22.0),
        "platelets": (172, 58),
        "temperature": (37.0, 38.4),
        "heart_rate": (84, 122),
        "hemoglobin": (13.0, 9.0),
        "crp": (14, 110),
        "magnesium": (1.8, 1.2),
        "prothrombin_time": (15, 31),
    },
    choices={
        "ascites": ("absent", "slight", "moderate"),
        "encephalopathy": ("none", "none", "grade 1-2", "grade 3-4"),
    },
    findings={"dialysis_twice": 0.02, "cvvhd": 0.01},
    story=(
        "[The family noticed|Friends noticed] [yellow eyes|a yellow tinge of the skin] [some days ago|last week].",
        "[Vodka|Whiskey|Wine|Beer] was [drunk daily|consumed every day] [until this week|until shortly before "
        "admission].",
        "[Drinking became heavier|Consumption rose] after [the loss of a job|a divorce|a bereavement].",
        "[Meals were skipped|Little was eaten] [for weeks|during the binge], [mostly bread and soup|often nothing but "
        "snacks].",
        "[Urine turned dark|The urine is tea-colored] and [stools became pale|stools are loose].",
        "@alert {He} [has a dull ache|feels a heaviness] [under the right ribs|in the right upper abdomen].",
        "[Morning shakes|Tremor in the morning] [eased with a drink|settled after the first drink].",
        "[Previous attempts at abstinence failed|Earlier detoxification was followed by relapse] [within months|each "
        "time].",
    ),
    exam=(
        "[Skin and sclerae are icteric|There is jaundice of skin and eyes] [in daylight|without scratch marks|].",
        "The liver is [large and tender|enlarged and tender] [below the costal margin|on palpation].",
        "[A soft bruit is heard|Auscultation reveals a bruit] [over the liver|in the right upper quadrant].",
        "[Parotid glands are enlarged|There is parotid swelling] [on both sides|bilaterally].",
        *CIRRHOSIS_EXAM[:2],
        "[A fine tremor|A fine postural tremor] of the [outstretched hands|fingers] is seen.",
    ),
    results=(
        *CIRRHOSIS_RESULTS[:3],
        "The bile ducts are [not dilated|of normal width] [and hold no stones|on ultrasound].",
        "[Tests for hepatitis B and C|Viral hepatitis serologies] are [negative|nonreactive].",
    ),
    plan=(
        *CIRRHOSIS_PLAN[1:4],
        "[Thiamine was given|Thiamine is given] [before glucose|intravenously], [with folate|with a multivitamin].",
        "[Withdrawal is watched for|Withdrawal symptoms are scored] [every few hours|by the nurses].",
        "[Cultures were taken|Blood and urine cultures were drawn] [before specific treatment|on arrival].",
        "[Addiction medicine|The addiction service] will [visit on the ward|offer support].",
    ),
    course=(
        *CIRRHOSIS_WARD_COURSE[2:7],
        "@late [Withdrawal was mild|Withdrawal symptoms stayed mild] and [settled in days|passed without seizures].",
        "@late {He} accepted [a place in a treatment program|counseling] [before discharge|after discharge].",
        "@late [Jaundice faded slowly|Skin color slowly returned] over [the following weeks|the next month].",
    ),
)
ACUTE_ON_CHRONIC = Disease(
    "acute-on-chronic liver failure with kidney injury",
    asks=(23, 15, 121),
    age=(30, 55, 76),
    setting="intensive care",
    complaints=(
        "[worsening jaundice and little urine|jaundice with falling urine output]",
        "[drowsiness and jaundice|deterioration of known cirrhosis]",
        "[decline after an infection|weakness and scant urine]",
    ),
    measures={
        "bilirubin": (4.0, 14.8),
        "albumin": (3.1, 1.6),
        "inr": (1.6, 3.7),
        "sodium": (136, 118),
        "creatinine": (1.7, 6.0),
        "bun": (28, 90),
        "potassium": (4.2, 6.1),
        "bicarbonate": (21, 12),
        "platelets": (110, 26),
        "white_cells": (7.6, 21.0),
        "hemoglobin": (11.0, 7.6),
        "systolic": (108, 80),
        "heart_rate": (88, 126),
        "respiratory_rate": (18, 30),
        "ast": (70, 320),
        "alt": (40, 180),
        "crp": (20, 150),
    },
    choices={
        "ascites": ("slight", "moderate", "moderate"),
        "encephalopathy": ("none", "grade 1-2", "grade 3-4", "grade 3-4"),
    },
    findings={"dialysis_twice": (0.15, 0.6), "cvvhd": (0.05, 0.55)},
    story=(
        "[Cirrhosis from|Known cirrhosis due to] [alcohol|hepatitis B|hepatitis C] had been [stable|compensated] "
        "before.",
        "[A urinary infection|A chest infection|A variceal bleed|A drinking bout] [came first|set off the decline].",
        "[Urine output fell|Urine became scant] [before transfer|over the days before transfer].",
        "[The referring ward|The referring hospital] gave [broad antibiotics|albumin and broad antibiotics].",
        "[Diuretics were stopped|Spironolactone was stopped] [on arrival|on the ward] [without effect|].",
        "[Jaundice deepened|The skin grew more yellow] [over days|from day to day].",
        "[There was little food or drink|Intake had been poor] [before admission|at home].",
        "[Terlipressin was tried|Midodrine was tried] [for suspected hepatorenal syndrome|on the ward].",
    ),
    exam=(
        *CIRRHOSIS_EXAM[:5],
        "[Deep jaundice|Marked jaundice] is [obvious|present] [with bruises on the arms|and the skin bruises easily].",
        "[Fetor hepaticus is noticed|The breath smells of fetor hepaticus] [at the bedside|on entering the room].",
    ),
    results=(
        *CIRRHOSIS_RESULTS,
        "[The kidneys are of normal size|Renal ultrasound is normal] [without hydronephrosis|without obstruction].",
        "[Urine microscopy shows|The urinary sediment shows] [bile-stained casts|a few granular casts].",
    ),
    plan=(
        "[Lactulose is given|Lactulose runs by tube] [to keep the bowels moving|toward soft stools].",
        "[Albumin infusions continue|Intravenous albumin is continued] [with terlipressin|beside vasoconstrictors].",
        "[Nephrotoxic drugs were stopped|All nephrotoxins were stopped] [on admission|today].",
        "[Antibiotics continue|Broad antibiotics continue] [until cultures return|while cultures grow].",
        "[The transplant center was called|The case goes to the transplant center] [today|this morning].",
        "[Goals of care|The aims of care] were [discussed|reviewed] with the [family|next of kin].",
        *CIRRHOSIS_PLAN[2:3],
    ),
    course=(
        "@late [The transplant board|The transplant meeting] reviewed the case [in the first week|within days].",
        "@late [Cultures grew|Blood cultures grew] [Escherichia coli|Klebsiella], and [treatment was narrowed|therapy "
        "followed].",
        "@late [Urine output recovered|Diuresis returned] [in part|slowly] [after the first week|over the second "
        "week].",
        "@late {He} [left intensive care|went to the hepatology ward] [after ten days|in the second week].",
        "@late [Feeding by tube|Tube feeding] [was begun early|was well tolerated].",
        "@late [A family meeting|A meeting with relatives] took place [on the third day|in the first week].",
        "@late [No varices bled|There was no variceal bleeding] [during the stay|in the unit].",
    ),
)

DISEASES = (DECOMPENSATED, ALCOHOL_HEPATITIS, ACUTE_ON_CHRONIC)
