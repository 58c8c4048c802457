"""Anion gaps that are narrow or normal: low albumin, the paraprotein of myeloma, and health.

A myeloma has a gap of 4 mEq/L; an albumin of 1.6 g/dL hides a gap of 17 behind one of 11; health has 9 to 13.
"""

from ehrmind.medcalc.diseases.acidbase import ACID_COURSE, ACID_EXAM, ACID_PLAN, GAPS, RATIOS
from ehrmind.medcalc.diseases.base import Disease

LOW_ALBUMIN = Disease(
    "critical illness with low albumin",
    asks=GAPS + RATIOS,
    age=(22, 64, 88),
    setting="intensive care",
    weight=1.2,
    complaints=(
        "[a prolonged intensive care stay|weakness after weeks of illness]",
        "[swelling and weakness|general swelling]",
        "[severe pancreatitis|complicated pancreatitis]",
    ),
    measures={
        "albumin": (2.9, 1.4),
        "bicarbonate": (27, 13),
        "anion_gap": (7, 18),
        "sodium": (142, 131),
        "ph": (7.42, 7.18),
        "paco2": (40, 28),
        "potassium": (3.9, 5.2),
        "calcium": (8.2, 6.8),
        "hemoglobin": (10.6, 7.0),
        "heart_rate": (84, 124),
        "systolic": (122, 86),
        "white_cells": (10.0, 26.0),
        "creatinine": (0.8, 3.4),
        "bun": (18, 64),
        "crp": (60, 240),
        "temperature": (37.0, 39.2),
    },
    story=(
        "[Gallstones had led to|Alcohol had led to|High triglycerides had led to] [severe pancreatitis|pancreatic "
        "necrosis].",
        "[Feeding by tube|Tube feeding] [was begun late|has been interrupted often], [because of ileus|as the stomach "
        "empties slowly].",
        "[The stay has lasted weeks|Weeks have passed in hospital], [with setbacks|and progress is slow].",
        "[The limbs have been swollen|Arms and legs have swollen] [since the first week|as fluids accumulated].",
        "[Collections were drained|A collection was drained] [through the skin|by radiology].",
        "[Muscle has wasted|Muscle mass has melted away], and the face [is thin|has become thin].",
        "[Stools have been loose|There have been loose stools] [on tube feeds|since antibiotics].",
        "[Nurses turn {him}|Position is changed] [every few hours|regularly], and [the skin is intact|the sacrum is "
        "intact].",
    ),
    exam=(
        *ACID_EXAM[2:5],
        "[There is anasarca|Generalized edema is present] [of trunk and limbs|with weeping skin].",
        "[Breath sounds are reduced|Breath sounds are faint] [at both bases|at the left base].",
        "[The drain holds|The drain delivers] [turbid fluid|brown fluid], and its site is [clean|dry].",
    ),
    results=(
        "[The scan shows|Tomography shows] [walled-off necrosis|a drained collection] [without gas|].",
        "[Prealbumin is low|The prealbumin is low] [as well|in keeping with inflammation].",
        "[Drain cultures|Cultures of the fluid] grew [Enterococcus|Escherichia coli].",
        "[The chest film shows|On the chest film there are] [small effusions|small basal effusions] [on both sides|].",
    ),
    plan=(
        *ACID_PLAN[:1],
        *ACID_PLAN[4:],
        "[Protein is increased|Feeds are enriched with protein] [step by step|as tolerated].",
        "[Ertapenem continues|Antibiotics continue] [for now|until the drain is dry].",
        "[Physiotherapy goes on|Physiotherapists come] [twice a day|every morning] [in bed|].",
    ),
    course=(
        *ACID_COURSE[3:5],
        "@late [The drain was removed|Drainage stopped] [after ten more days|in the following week].",
        "@late [Edema mobilized|Swelling went down] [with better feeding|over two weeks].",
        "@late {He} [sat at the bedside|stood with help] [by the end of the week|after another week].",
        "@late [Rehabilitation was arranged|Transfer to rehabilitation followed] [after a month|in due course].",
        "@late [Follow-up imaging|A later scan] showed [a shrinking collection|no new collection].",
    ),
)
MYELOMA = Disease(
    "multiple myeloma",
    asks=GAPS,
    age=(44, 68, 90),
    setting="clinic",
    weight=0.4,
    complaints=(
        "[back pain and fatigue|bone pain]",
        "[fatigue and pallor|anemia and bone pain]",
        "[rib pain|pain in the ribs and fatigue]",
    ),
    measures={
        "anion_gap": (8, 3),
        "bicarbonate": (27, 22),
        "sodium": (139, 131),
        "albumin": (4.0, 2.6),
        "calcium": (9.4, 11.6),
        "hemoglobin": (12.6, 7.8),
        "creatinine": (0.8, 2.6),
        "bun": (14, 40),
        "platelets": (260, 110),
    },
    story=(
        "[A large paraprotein|A monoclonal band] was [found|seen] on [electrophoresis|serum electrophoresis].",
        "[Back pain has lasted|The back has hurt] [for months|since last winter], [worse on bending|worse on lifting].",
        "@alert {He} [tires easily|is short of energy] and [rests after lunch|naps in the afternoon].",
        "[Two chest infections|Repeated chest infections] [came in one winter|were treated this year].",
        "[Urine is foamy|The urine foams] [at times|in the morning].",
        "[A rib broke|A rib fracture occurred] [after a cough|on lifting a bag].",
        "[There are no night sweats|Night sweats are absent], and no swollen glands [were noticed|are known].",
        "[There are no nosebleeds|Nosebleeds are absent] and [vision is clear|sight is clear].",
    ),
    exam=(
        *ACID_EXAM[2:5],
        "[The lumbar spine is tender|There is tenderness over the lumbar spine] [on percussion|to tapping].",
        "[Conjunctivae are pale|The conjunctivae look pale], and the tongue is [normal|smooth].",
        "[No enlarged nodes are felt|There is no lymphadenopathy], and the spleen is not [palpable|felt].",
    ),
    results=(
        "[The marrow holds|Marrow biopsy shows] [many plasma cells|sheets of plasma cells].",
        "[Whole-body imaging shows|The low-dose scan shows] [lytic lesions|punched-out lesions] [in the spine|in the "
        "skull].",
        "[Free light chains|Serum free light chains] are [skewed|clearly abnormal] [in ratio|].",
        "[The paraprotein is|Immunofixation shows] [IgG kappa|IgG lambda].",
    ),
    plan=(
        "[Bortezomib-based treatment|Daratumumab-based treatment] will [start|begin] [next week|soon].",
        "[Zoledronate is planned|A bisphosphonate is planned] [after dental review|once teeth are checked].",
        "[Good fluid intake|A fluid intake of two liters] was [advised|recommended].",
        "[Vaccination was offered|Pneumococcal vaccine was offered] [before treatment|today].",
        "[Nonsteroidal drugs|Ibuprofen and its like] are [to be avoided|off limits].",
        "[A brace was fitted|A corset was ordered] [for the back|for support].",
    ),
    course=(
        "@late [The band shrank|The paraprotein fell] [after two cycles|by half in two months].",
        "@late [Bone pain eased|The back became less painful] [within weeks|on treatment].",
        "@late [Blood counts|The counts] [recovered slowly|came up] [over three months|].",
        "@late [Stem-cell collection|Autologous transplantation] was [discussed|considered] [later|at the next visit].",
        "@alert @late [By phone|On the telephone] {he} [felt stronger|reported more energy] [a month later|].",
        "@late [No fever|No infection] [occurred in the first cycles|was seen during treatment].",
        "@late [The dentist|The dental clinic] [cleared {him}|found no focus] [for the bisphosphonate|].",
    ),
)

HEALTHY = Disease(
    "healthy adult, routine check",
    asks=GAPS,
    age=(18, 44, 84),
    setting="clinic",
    weight=0.8,
    complaints=(
        "[a routine health check|a yearly check-up]",
        "[a periodic examination|an insurance examination]",
        "[a fitness certificate|a preventive visit]",
    ),
    measures={
        "anion_gap": (9, 13),
        "bicarbonate": (28, 22),
        "sodium": (142, 137),
        "albumin": (4.7, 3.9),
        "potassium": (3.8, 4.8),
        "creatinine": (0.7, 1.1),
        "bun": (9, 18),
        "glucose": (78, 104),
        "systolic": (112, 134),
        "heart_rate": (58, 82),
        "hemoglobin": (15.2, 12.8),
    },
    story=(
        "@alert {He} [has no complaints|feels entirely well] [and sleeps soundly|and enjoys life].",
        "[Appetite is good|Meals are regular], and [weight has not changed|body weight is steady].",
        "[Walking|Cycling|Swimming] [is the usual exercise|keeps {him} fit] [on most days|].",
        "[Vaccinations are complete|Vaccines are up to date], [tetanus included|including influenza].",
        "[There is no cough|Neither cough nor wheeze occurs] and [no chest pain|no palpitations].",
        "[Bowel habits are regular|Bowels are regular] and [voiding is normal|urination is normal].",
        "[Some paperwork|A form] [needs a signature|has to be filled in] [by a doctor|today].",
        "[Teeth were checked|The dentist was seen] [this year|some months ago], [without findings|and nothing was "
        "found].",
    ),
    exam=(
        "[Breath sounds are clear|The lungs are clear] [on both sides|throughout], [without wheeze|without crackles].",
        "[Heart sounds are normal|The heart is regular] [without a murmur|and no murmur is heard].",
        "[The abdomen is soft|There is no abdominal tenderness], and [no organ is enlarged|liver and spleen are not "
        "felt].",
        "[Reflexes are equal|Reflexes are symmetric], and [gait is normal|{he} walks without effort].",
        "[There are no suspicious moles|No suspicious mole is seen] [on inspection|from head to toe].",
        "[The thyroid is not enlarged|There is no goiter], and no [node is felt|lymph nodes are felt].",
    ),
    results=(
        "[The tracing is normal|The electrocardiogram is normal] [at rest|at this visit].",
        "[The urine is free of sugar|The urine is free of protein] [on dipstick|today].",
        "[Vision and hearing|Hearing and sight] are [adequate|within the norm] [for the certificate|].",
        "[The vaccination card|The immunization record] [was checked|is complete] [today|].",
    ),
    plan=(
        "[Nothing has to be changed|No change is needed] [at present|today].",
        "[The certificate was signed|The form was signed] [and handed over|at the end of the visit].",
        "[The next check|Another check] is due [in two years|in some years].",
        "[A booster|The influenza vaccine] was [offered|recommended] [for the season|].",
        "[Exercise should go on|Regular exercise was encouraged] [as before|].",
        "[Results will be mailed|Results are sent by letter] [within the week|].",
    ),
    course=(
        "@late [The letter arrived|Results were mailed] [within a week|some days later].",
        "@late [By phone|On the telephone], [one question|a question about the results] was [cleared up|answered].",
        "@late [The certificate was accepted|The policy was accepted] [the next month|soon after].",
        "@late [At the next check|When seen again] {he} [was well|had remained well] [years later|].",
        "@late [The vaccine|The booster] [was given in the pharmacy|caused a sore arm only].",
        "@late [Nothing further|No further test] [was needed|followed] [that year|].",
        "@late [The family physician|The practice] [keeps the record|filed the letter] [for later|].",
    ),
)

DISEASES = (LOW_ALBUMIN, MYELOMA, HEALTHY)
