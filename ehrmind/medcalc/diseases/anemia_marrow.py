"""Red cells that are destroyed or not made: hemolysis by antibodies, lack of vitamin B12, bleeding that is over.

A grave hemolysis has a hematocrit of 13 % and reticulocytes of 17 %, a grave lack of B12 13 % and 0.4 %.
"""

from ehrmind.medcalc.diseases.anemia import EXAM
from ehrmind.medcalc.diseases.base import Disease

HEMOLYSIS = Disease(
    "autoimmune hemolytic anemia",
    asks=(119, 120),
    age=(18, 52, 88),
    setting="ward",
    female=0.58,
    weight=1.2,
    complaints=(
        "[yellow eyes and weakness|weakness with yellow eyes]",
        "[dark urine and tiredness|tiredness with dark urine]",
        "[breathlessness on stairs and pallor|sudden pallor and weakness]",
    ),
    measures={
        "hematocrit": (34, 13),
        "reticulocytes": (4.0, 17.5),
        "bilirubin": (2.3, 5.8),
        "ldh": (260, 880),
        "heart_rate": (78, 128),
        "systolic": (132, 100),
        "respiratory_rate": (13, 24),
        "platelets": (180, 330),
        "white_cells": (7.0, 16.0),
    },
    story=(
        "[Skin and eyes turned yellow|A yellow tinge came] [within a week|over some days].",
        "[The urine looks like tea|Urine has been dark as tea] [in the mornings|].",
        "[A cold came first|A viral cold came first] [two weeks ago|].",
        "[No new drug was started|There were no new drugs] [beforehand|].",
        "[Walking uphill has brought palpitations|Palpitations have come on effort] [since the weekend|].",
        "@alert {He} [denies|reports no] [bleeding|fever].",
        "[No relative has anemia|Anemia does not run in the family].",
        "[Blood was never transfused|There was never a transfusion] [before|].",
    ),
    exam=(
        *EXAM[:4],
        "[The sclerae are yellow|There is scleral icterus].",
        "[The spleen is just palpable|The tip of the spleen is felt].",
        EXAM[5],
    ),
    results=(
        "The [direct antiglobulin|Coombs] test is positive for [immunoglobulin G|warm antibodies].",
        "[Haptoglobin is not detectable|No haptoglobin is measurable].",
        "[The smear shows spherocytes|Spherocytes are seen on the smear].",
        "[Ultrasound shows a large spleen|The spleen is large on ultrasound] [without nodes|].",
    ),
    plan=(
        "[Prednisone was started|High-dose prednisone was begun] [today|].",
        "[Folic acid is given|Folic acid was prescribed] [daily|].",
        "[Compatible blood is searched for|The blood bank searches for compatible cells] [with care|].",
        "[Counts are checked daily|A daily count is ordered] [until stable|].",
        "[Rituximab is kept in reserve|Rituximab is the next step] [if steroids fail|].",
        "[A cause is looked for|Lymphoma and lupus are looked for] [by tests|].",
    ),
    course=(
        "@late [The count rose|Counts rose] [from the second week|on prednisone].",
        "@late [The yellow tinge faded|Yellow color faded] [within days|].",
        "@late [Prednisone was reduced|The steroid was tapered] [over months|].",
        "@late [Two units of red cells were given|One transfusion was given] [without a reaction|].",
        "@late [No lymphoma was found|Scans showed no enlarged nodes].",
        "@late [Sugar was watched|Blood sugar was checked] [under the steroid|].",
        "@late [The hematology clinic|A hematologist] [saw {him} every week|took over] [at first|].",
    ),
)

B12 = Disease(
    "vitamin B-twelve deficiency",
    asks=(119, 120),
    age=(28, 66, 92),
    setting="clinic",
    complaints=(
        "[tiredness and tingling feet|tingling of the feet]",
        "[a sore tongue and weakness|weakness with a sore tongue]",
        "[unsteadiness in the dark|unsteadiness and tiredness]",
    ),
    measures={
        "hematocrit": (36, 13),
        "reticulocytes": (1.5, 0.3),
        "white_cells": (5.6, 2.4),
        "platelets": (210, 72),
        "bilirubin": (0.7, 1.9),
        "ldh": (220, 840),
        "heart_rate": (68, 106),
        "systolic": (130, 108),
    },
    story=(
        "[Both feet have tingled|The feet have tingled] [for some months|since autumn].",
        "[The tongue burns|A burning tongue came] [with hot food|].",
        "[No meat has been eaten|A vegan diet was kept] [for over ten years|for many years].",
        "[Metformin is not taken|No metformin is taken] [and no acid blocker|].",
        "[Walking at night is unsure|{He} is unsure on {his} feet at night].",
        "@alert {He} [denies|reports no] [diarrhea|weight loss].",
        "[An aunt needed injections|A relative needs vitamin injections] [for the same|].",
        "[Alcohol is drunk rarely|Alcohol plays no part].",
    ),
    exam=(
        *EXAM,
        "[The tongue is smooth and red|There is a smooth, red tongue].",
        "[Vibration sense is reduced at the ankles|Vibration is not felt at the toes].",
    ),
    results=(
        "The smear shows large oval cells [and hypersegmented neutrophils|].",
        "[The vitamin level is very low|A very low vitamin level was found].",
        "[Antibodies against parietal cells are pending|Antibodies against intrinsic factor were sent].",
        "[Folate is normal|The folate level is normal].",
    ),
    plan=(
        "[Injections were started|Cobalamin injections were started] [today|].",
        "[Potassium is checked|Potassium will be checked] [in the first week|].",
        "[A gastroscopy is planned|Gastroscopy is planned] [later this year|].",
        "[Folic acid waits until the vitamin is given|Folic acid is added later].",
        "[The count is repeated|A repeat count is due] [next week|].",
        "[The family was informed|A leaflet was handed out] [about lifelong treatment|].",
    ),
    course=(
        "@late [The count recovered|Counts recovered] [within two months|].",
        "@late [The tongue healed|The burning tongue went away] [within weeks|].",
        "@late [Tingling became less|The tingling eased] [over half a year|].",
        "@late [Gastroscopy showed atrophy of the stomach|Atrophic gastritis was found].",
        "@late [A nurse gave the injections|Injections went on] [every three months|].",
        "@late [Potassium stayed normal|No potassium was needed] [in the first week|].",
        "@late [Walking became sure|Gait became steadier] [with exercises|].",
    ),
)

AFTER_BLEEDING = Disease(
    "recovery of the blood count after bleeding",
    asks=(119, 120),
    age=(20, 58, 88),
    setting="clinic",
    weight=0.8,
    complaints=(
        "[a check after a bleed|a visit after a stomach bleed]",
        "[tiredness after blood loss|tiredness since the bleed]",
        "[a control of the blood count|follow-up of a low blood count]",
    ),
    measures={
        "hematocrit": (43, 21),
        "reticulocytes": (2.2, 11.0),
        "platelets": (260, 440),
        "ferritin": (60, 16),
        "heart_rate": (66, 102),
        "systolic": (128, 108),
    },
    story=(
        "[The bleeding ended ten days ago|There has been no bleeding for ten days].",
        "[Iron tablets are taken|{He} takes iron tablets] [every other day|].",
        "[The stool is dark from iron|Iron has made the stool dark] [but formed|].",
        "[Strength is coming back|{He} is getting stronger] [from week to week|].",
        "[No transfusion was given|Blood was not transfused] [at the time|].",
        "@alert {He} [denies|reports no] [dizziness|chest pain on effort].",
        "[Painkillers have been avoided|Ibuprofen has been avoided] [since then|].",
        "[Meals are normal again|{He} eats normally again].",
    ),
    exam=(
        *EXAM[2:],
        "Heart sounds are [normal|clear].",
        "[The tongue is moist|Mucous membranes are moist] [and pink|].",
    ),
    results=(
        "[The smear shows large bluish cells|Young bluish red cells are seen on the smear].",
        "[The endoscopy record was brought along|The letter on the endoscopy is at hand].",
        "[The helicobacter test is negative|A breath test was negative].",
        "The electrocardiogram shows sinus rhythm.",
    ),
    plan=(
        "[Iron goes on for three months|Three more months of iron are planned].",
        "[The count is repeated|A repeat count is due] [in four weeks|].",
        "[Pantoprazole is continued|The acid blocker goes on] [for eight weeks|].",
        "[Sport may be resumed|Light sport is allowed] [step by step|].",
        "[Painkillers were discussed|Safe painkillers were listed] [with {him}|].",
        "[A letter goes to the endoscopist|The endoscopist will be informed] [today|].",
    ),
    course=(
        "@late [The count was normal|Counts were normal] [after two months|].",
        "@late [Iron stores filled|Ferritin became normal] [by summer|].",
        "@late [No bleeding recurred|There was no new bleed] [within the year|].",
        "@late [Work was resumed|{He} went back to work] [full time|].",
        "@late [Sport was possible again|Running was possible again] [in spring|].",
        "@late [Pantoprazole was stopped|The acid blocker was stopped] [as planned|].",
        "@late [The clinic visits ended|Visits ended] [after half a year|].",
    ),
)

DISEASES = (HEMOLYSIS, B12, AFTER_BLEEDING)
