"""Small red cells: iron deficiency, beta thalassemia trait, and the anemia of inflammation.

A mild iron deficiency has an MCV of 81 fL and 4.5 ×10¹²/L red cells, a grave one 62 fL, 3.1 and reticulocytes of 0.5 %.
"""

from ehrmind.medcalc.diseases.base import Disease

EXAM = (
    "[Conjunctivae and nail beds are pale|There is pallor of the conjunctivae].",
    "[A soft flow murmur is heard|There is a soft systolic flow murmur] [at the apex|].",
    "The lungs are [clear|clear on both sides].",
    "[Lymph nodes are not enlarged|No enlarged lymph nodes are felt].",
    "[The sclerae are white|There is no jaundice].",
    "The abdomen is [soft|soft and not tender].",
)

IRON = Disease(
    "iron deficiency anemia",
    asks=(118, 119, 120),
    age=(18, 42, 90),
    setting="clinic",
    female=0.68,
    weight=1.3,
    complaints=(
        "[tiredness|tiredness for months]",
        "[pallor and weak legs|weakness on stairs]",
        "[hair loss and tiredness|tiredness with brittle nails]",
    ),
    measures={
        "mcv": (82, 60),
        "red_cells": (4.6, 3.0),
        "reticulocytes": (1.6, 0.5),
        "hematocrit": (37, 19),
        "hemoglobin": (12.2, 6.4),
        "ferritin": (26, 14),
        "platelets": (300, 460),
        "heart_rate": (72, 108),
        "systolic": (126, 104),
    },
    story=(
        "[Stairs have become hard|Climbing stairs takes longer] [over some months|].",
        "[Ice cubes have been craved|There has been a craving for ice] [since the winter|].",
        "[The diet holds little meat|Meat is rarely eaten] [by choice|].",
        "[Blood donations were frequent|{He} gave blood often] [until last year|].",
        "[Aspirin is not used|No aspirin is taken] [regularly|].",
        "@alert {He} [denies|reports no] [black stools|loss of weight].",
        "[Iron tablets were once prescribed|Iron tablets were tried] [years ago|] [and upset the stomach|].",
        "[Restless legs disturb sleep|The legs are restless] [most nights|at night].",
    ),
    exam=(
        *EXAM,
        "[The nails are brittle|Nails are thin and brittle] [and spooned|].",
        "[The corners of the mouth are cracked|There is angular cheilitis].",
    ),
    results=(
        "[The smear shows|The blood smear shows] [small pale cells|pencil cells] [of varied size|].",
        "[Transferrin saturation is low|The transferrin saturation is below the limit].",
        "[A test for celiac disease is negative|Celiac antibodies are negative].",
        "[The stool test for blood is pending|A stool test was handed out].",
    ),
    plan=(
        "[Ferrous sulfate every other day|One iron tablet every second day] [was prescribed|is to be taken].",
        "[Endoscopy of stomach and colon|Endoscopy from above and below] is [planned|being arranged].",
        "[Vitamin C with the tablet|Juice with the tablet] [was advised|is suggested].",
        "[The count is repeated|A repeat count is due] [in four weeks|].",
        "[Iron by vein is an option|Intravenous iron is kept in reserve] [if tablets fail|].",
        "[Iron-rich food was discussed|A leaflet on iron-rich food was handed out].",
    ),
    course=(
        "@late [Ferritin rose|Iron stores filled] [over three months|slowly].",
        "@late [Endoscopy showed no source of bleeding|Both endoscopies were normal].",
        "@late [Tiredness lifted|Strength returned] [within weeks|].",
        "@late [The craving for ice stopped|Ice was no longer craved] [within weeks|].",
        "@late [Tablets were tolerated|Iron was tolerated] [every other day|with food].",
        "@late [Nails grew strong|The nails recovered] [by summer|].",
        "@late [The family physician took over|Control passed to the family physician] [after half a year|].",
    ),
)

THALASSEMIA = Disease(
    "beta thalassemia trait",
    asks=(118,),
    age=(18, 30, 58),
    setting="clinic",
    complaints=(
        "[small red cells in a routine count|an abnormal routine blood count]",
        "[a check before an operation|a blood test before an operation]",
        "[mild tiredness and an abnormal count|mild tiredness]",
    ),
    measures={
        "mcv": (74, 58),
        "red_cells": (5.0, 6.7),
        "hemoglobin": (13.4, 10.2),
        "ferritin": (60, 240),
        "heart_rate": (64, 84),
        "systolic": (112, 132),
    },
    story=(
        "[The count was found by chance|It was found by chance] [at a check-up|before blood donation].",
        "[Iron was taken without effect|Months of iron tablets changed nothing].",
        "[The grandparents came from Sardinia|The family comes from Cyprus] [originally|].",
        "[A cousin carries the same trait|A sibling has the same small cells] [without illness|].",
        "@alert {He} [reports|describes] [no limits in sport|good health otherwise].",
        "[No transfusion was needed|Blood was not transfused] [so far|].",
        "[There were no gallstones|Gallstones are not known] [in the family|].",
        "[Work and sport go well|Sport is possible as before] [throughout the year|].",
    ),
    exam=(
        *EXAM[2:],
        "[The spleen tip is just felt|The tip of the spleen is just palpable] [on deep breaths|].",
        "[The face and skull look normal|There is no change of the facial bones].",
        "Heart sounds are [normal|clear].",
    ),
    results=(
        "[Hemoglobin A-two is raised|The electrophoresis shows a raised hemoglobin A-two].",
        "The smear shows [target cells|target cells and stippling].",
        "[Iron stores are normal|Transferrin saturation is normal].",
        "[The gene test is pending|Gene testing was sent to the reference center].",
    ),
    plan=(
        "[No iron is needed|Iron is to be avoided] [unless it is low|].",
        "[The partner should be tested|Testing of the partner was offered].",
        "[A card with the trait|A carrier card] was [issued|handed out].",
        "[Folic acid is optional|Folic acid may be taken] [in times of illness|in winter].",
        "[Relatives may be tested|Siblings are invited for a test] [in clinic|].",
        "[Genetic advice was offered|Genetic counseling is offered] [to the couple|].",
    ),
    course=(
        "@late [The gene test confirmed it|A known gene variant was found] [within a month|].",
        "@late [The partner was tested|The partner's count was normal] [in spring|].",
        "@late [The count did not change|Counts stayed the same] [over the year|].",
        "@late [No treatment was required|Treatment was not required] [at any time|].",
        "@late [A sibling turned out to be a carrier|One sibling carries the trait as well].",
        "@late [The carrier card was used|The card helped] [before an operation|].",
        "@late [Genetic counseling took place|The couple saw a geneticist] [in autumn|].",
    ),
)

INFLAMMATION = Disease(
    "anemia of chronic inflammation",
    asks=(118, 119, 120),
    age=(22, 62, 90),
    setting="clinic",
    complaints=(
        "[tiredness with painful joints|swollen joints and tiredness]",
        "[malaise and night sweats|loss of strength over months]",
        "[a falling blood count|tiredness with a low blood count]",
    ),
    measures={
        "mcv": (88, 74),
        "red_cells": (4.5, 2.7),
        "reticulocytes": (1.8, 0.6),
        "hematocrit": (37, 22),
        "hemoglobin": (12.6, 7.4),
        "ferritin": (180, 600),
        "crp": (24, 180),
        "albumin": (4.1, 2.7),
        "platelets": (300, 470),
        "heart_rate": (70, 100),
    },
    story=(
        "[Joints have been stiff|Morning stiffness has lasted] [for months|since spring].",
        "[Prednisolone was tapered|The steroid was reduced] [too quickly|some weeks ago].",
        "[No bleeding was noticed|There was no visible bleeding] [anywhere|].",
        "[Iron tablets brought nothing|Iron tablets were without effect] [last year|].",
        "[Appetite has been small|Appetite has been poor] [since the flare|].",
        "@alert {He} [denies|reports no] [black stools|recent travel].",
        "[The rheumatologist sees {him}|Rheumatology sees {him}] [twice a year|].",
        "[Fingers and wrists swell|Wrists and fingers are swollen] [in flares|].",
    ),
    exam=(
        *EXAM,
        "[Both wrists are warm and swollen|There is synovitis of both wrists].",
    ),
    results=(
        "[The smear is bland|The blood smear shows no atypical cells].",
        "[Transferrin is low|Low transferrin goes with the inflammation].",
        "[A film of the hands shows erosions|Erosions are seen on the hand films].",
        "[Rheumatoid factor is positive|Antibodies against citrulline are positive].",
    ),
    plan=(
        "[The inflammation is treated first|Treatment aims at the inflammation].",
        "[Methotrexate is raised|The methotrexate dose is raised] [step by step|].",
        "[Iron is withheld|No iron for now] [while inflammation is high|].",
        "[The count is repeated|A repeat count is due] [in four weeks|].",
        "[A biologic drug is considered|The next step is a biologic drug] [if this fails|].",
        "[Vaccinations are checked|The vaccination card is checked] [before that|].",
    ),
    course=(
        "@late [The joints calmed down|Swelling went down] [within two months|].",
        "@late [The count rose|Counts rose] [with falling inflammation|].",
        "@late [Adalimumab was added|A biologic drug was added] [in autumn|].",
        "@late [No transfusion was needed|Transfusion was avoided] [throughout|].",
        "@late [Strength came back|{He} regained strength] [over the year|].",
        "@late [Prednisolone was stopped|The steroid was stopped] [in the end|].",
        "@late [Hand therapy was given|The hands were trained] [twice a week|].",
    ),
)

DISEASES = (IRON, THALASSEMIA, INFLAMMATION)
