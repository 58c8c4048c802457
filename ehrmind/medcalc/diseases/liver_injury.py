"""Injured livers without cirrhosis: by alcohol, by an antibiotic, by a drug against tuberculosis.

A mild hepatitis of alcohol has a prothrombin time of 14 s and a bilirubin of 4 mg/dL, a grave one 29 s and 14.5 mg/dL.
"""

from ehrmind.medcalc.diseases.base import Disease

EXAM = (
    "[The sclerae are icteric|There is scleral icterus] [in daylight|].",
    "The liver is [palpable|slightly enlarged] [below the costal margin|and tender].",
    "[No flapping tremor is seen|There is no flapping tremor].",
    "[The spleen is not felt|The spleen is not enlarged].",
    "The lungs are [clear|clear on both sides].",
    "Heart sounds are [normal|clear].",
)
RESULTS = (
    "[Tests for hepatitis A, B and C are negative|Viral hepatitis serologies are negative].",
    "Ultrasound shows slim bile ducts [and no stones|].",
    "[Ultrasound shows normal flow|Duplex shows normal flow] in the liver veins.",
    "[Autoimmune antibodies are pending|Autoantibodies were sent].",
)
COURSE = (
    "@late [Yellow color faded|The yellow skin faded] [over the weeks|slowly].",
    "@late [Appetite returned|Meals were eaten again] [within days|].",
    "@late [Liver tests fell by half|Liver tests improved] [in two weeks|].",
    "@late [The hepatologist|The liver clinic] [saw {him} again|took over] [after a month|].",
    "@late {He} [went home|was discharged] [with weekly tests|in good condition].",
)

ALCOHOL = Disease(
    "alcohol-related hepatitis",
    asks=(122,),
    age=(24, 46, 70),
    setting="ward",
    female=0.35,
    complaints=(
        "[yellow skin|jaundice]",
        "[weakness and yellow eyes|yellow eyes]",
        "[poor appetite and a swollen belly|a swollen belly]",
    ),
    measures={
        "prothrombin_time": (13.5, 30),
        "bilirubin": (3.4, 14.8),
        "albumin": (3.6, 2.2),
        "ast": (90, 280),
        "alt": (38, 100),
        "white_cells": (8.0, 22.0),
        "platelets": (210, 76),
        "temperature": (36.8, 38.3),
        "heart_rate": (82, 118),
        "systolic": (128, 98),
        "creatinine": (0.6, 2.0),
        "sodium": (138, 126),
        "magnesium": (1.8, 1.2),
    },
    story=(
        "[Vodka was drunk daily|A bottle of wine was emptied daily] [until last week|].",
        "[The eyes turned yellow|Yellow eyes were noticed] [two weeks ago|by friends].",
        "[Little was eaten|Hardly anything was eaten] [besides snacks|for weeks].",
        "[Trousers no longer fit at the waist|The waist has grown] [while the legs grew thin|].",
        "[No acetaminophen was taken|There was no acetaminophen] [in the past weeks|].",
        "@alert {He} [denies|reports no] [vomiting of blood|black stools].",
        "[Earlier withdrawal went without seizures|There were no seizures in earlier withdrawals].",
        "[No liver disease had been known|It is the first illness of the liver].",
    ),
    exam=(
        *EXAM,
        "[Spider nevi are seen|There are spider nevi] [on the chest|].",
        "There is a fine tremor of [outstretched hands|the fingers].",
    ),
    results=RESULTS,
    plan=(
        "[Prednisolone depends on the discriminant|The discriminant decides on prednisolone].",
        "[Cultures come first|Blood and urine cultures were drawn] [before steroids|].",
        "[Thiamine is given|Thiamine was started] [by vein|].",
        "[Food rich in protein|A high-protein diet] was [ordered|started] [with snacks at night|].",
        "[Withdrawal is scored|Signs of withdrawal are scored] [every four hours|].",
        "[The addiction service|An addiction counselor] was [called|asked to visit].",
    ),
    course=(
        "@late [Liver tests were done weekly|Weekly blood tests were done] [at first|].",
        *COURSE[:4],
        "@late [Cultures stayed sterile|No infection was found in cultures].",
        "@late [A place in therapy|A treatment program] was [accepted|found] [for the time after|].",
    ),
)

ANTIBIOTIC = Disease(
    "liver injury from amoxicillin-clavulanate",
    asks=(124,),
    age=(30, 64, 90),
    setting="clinic",
    complaints=(
        "[itching and dark urine|itching of the whole skin]",
        "[yellow eyes and itching|yellow eyes after a course of antibiotics]",
        "[nausea after antibiotics|loss of appetite after antibiotics]",
    ),
    measures={
        "alt": (60, 300),
        "alp": (180, 620),
        "ast": (50, 220),
        "bilirubin": (2.4, 10.5),
        "albumin": (4.4, 3.4),
        "heart_rate": (64, 92),
        "systolic": (136, 114),
        "crp": (3, 40),
    },
    story=(
        "Amoxicillin-clavulanate was [taken|given] [for sinusitis|for a tooth] [a month ago|].",
        "[Itching came two weeks later|The itching began weeks later] [and keeps {him} awake|].",
        "[Stools have been|The stool has been] pale [since last week|lately].",
        "[No herbal product was used|Herbal products are not used] [at home|].",
        "[There is no belly pain|No belly pain came with it].",
        "@alert {He} [denies|reports no] [fever|rash].",
        "[Earlier liver tests were normal|Liver tests had been normal] [in spring|].",
        "[Alcohol is drunk rarely|Alcohol plays no part].",
    ),
    exam=(*EXAM, "[Scratch marks are seen|There are scratch marks] [on the arms|on the back]."),
    results=RESULTS,
    plan=(
        "[The pattern of injury is given by the ratio|The ratio gives the pattern of injury].",
        "[The antibiotic is on the allergy list|The drug goes on the allergy list] [from now on|].",
        "[Ursodiol was prescribed|Ursodiol is tried] [against itching|].",
        "[Cholestyramine is an option|Cholestyramine may be added] [at night|].",
        "[Weekly tests are planned|Blood tests follow every week] [at first|].",
        "[A biopsy is not needed|No biopsy is planned] [at this stage|].",
    ),
    course=(
        *COURSE[:4],
        "@late [Itching stopped|The itching went away] [within a month|].",
        "@late [All tests were normal|Liver tests were normal] [after three months|].",
        "@late [A note on the allergy card|An entry on the allergy card] was made.",
    ),
)

ISONIAZID = Disease(
    "hepatitis under isoniazid",
    asks=(124, 125),
    age=(20, 42, 78),
    setting="clinic",
    complaints=(
        "[nausea and malaise|malaise on treatment]",
        "[vomiting during treatment of latent tuberculosis|loss of appetite on treatment]",
        "[tiredness and dark urine|dark urine]",
    ),
    measures={
        "alt": (52, 380),
        "alp": (58, 150),
        "ast": (44, 400),
        "bilirubin": (0.5, 5.0),
        "platelets": (330, 150),
        "albumin": (4.6, 3.5),
        "heart_rate": (64, 98),
        "systolic": (130, 108),
    },
    story=(
        "[Isoniazid was begun|Isoniazid treatment began] [three months ago|in spring].",
        "[A skin test had been positive|The blood test for tuberculosis was positive] [at work|].",
        "[Nausea came on slowly|Food became unwelcome] [over two weeks|].",
        "[Vitamin B-six is taken as well|Pyridoxine is taken along] [every day|].",
        "[No acetaminophen was taken|There was no acetaminophen] [lately|].",
        "@alert {He} [denies|reports no] [cough|night sweats].",
        "[The first monthly test was normal|Liver tests were normal at the start].",
        "[A glass of wine is rare|Alcohol was avoided] [during treatment|].",
    ),
    exam=("[The right upper abdomen is sore|There is soreness below the right ribs].", *EXAM[1:]),
    results=(*RESULTS, "[The chest film is clear|The chest film shows no infiltrate]."),
    plan=(
        "[Isoniazid is stopped|Isoniazid is to be stopped] [today|at once].",
        "[The ratio gives the pattern|The pattern is given by the ratio].",
        "[Tests are repeated|Blood is drawn again] [in three days|].",
        "[Rifampin is an alternative|Rifampin may follow] [after recovery|].",
        "[Public health is informed|The health office is informed] [by letter|].",
        "[No alcohol is to be drunk|Alcohol is to be avoided] [until recovery|].",
    ),
    course=(
        *COURSE[1:4],
        "@late [Rifampin was tolerated|Rifampin was taken for four months] [without problems|].",
        "@late [Nausea stopped|The nausea stopped] [within a week|].",
        "@late [Tests were normal|Liver tests became normal] [after six weeks|].",
        "@late [The health office closed the case|Treatment was completed] [in autumn|].",
    ),
)

DISEASES = (ALCOHOL, ANTIBIOTIC, ISONIAZID)
