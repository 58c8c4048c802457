"""Visits about blood pressure, and hemorrhage: what mean arterial pressure is asked for.

A mild visit for hypertension has 138 mmHg, a grave one 204; a mild hemorrhage 122 mmHg, a grave one 72.
"""

from ehrmind.medcalc.diseases.base import Disease

HYPERTENSION = Disease(
    "arterial hypertension",
    asks=(5,),
    age=(24, 59, 90),
    setting="clinic",
    complaints=(
        "[a review of blood pressure treatment|a check of blood pressure treatment]",
        "[dull headaches|headaches on waking]",
        "[repeat prescriptions|a routine review]",
    ),
    measures={
        "systolic": (136, 204),
        "heart_rate": (60, 98),
        "respiratory_rate": (12, 18),
        "creatinine": (0.7, 1.7),
        "potassium": (4.4, 3.3),
        "sodium": (141, 138),
    },
    story=(
        "[Headache|A dull ache] at the back of the head [comes in the mornings|is frequent].",
        "[A cuff is used at home|{He} owns an arm cuff] and [readings are noted|keeps a booklet].",
        "[Tablets are forgotten now and then|Some tablets are missed] [at weekends|on travels].",
        "@alert {He} [denies|reports no] [chest pain|blurred vision] [or nosebleeds|].",
        "[Salt intake is high|Ready meals are eaten often] [by own account|].",
        "[Swimming was taken up|{He} has taken up swimming] [in spring|twice a week].",
        "[Licorice is not eaten|No licorice is eaten], and [pain killers are rare|no decongestants are used].",
        "[Amlodipine made the ankles swell|Amlodipine had caused ankle swelling] [and was stopped|].",
    ),
    exam=(
        "[The apex beat is strong|The apex beat is heaving] [and not displaced|].",
        "[No abdominal bruit|There is no bruit] [over the renal arteries|in the flanks].",
        "[The fundi show|Fundoscopy shows] [narrow arterioles|copper wiring].",
        "[The lungs are|Both lungs are] clear [to auscultation|].",
        "[Foot pulses are palpable|Pedal pulses are present] [on both sides|].",
        "[There is no ankle edema|The ankles are slim] [today|].",
    ),
    results=(
        "[The electrocardiogram|The tracing] shows [left ventricular hypertrophy|sinus rhythm].",
        "[Urine albumin is slightly raised|The urine shows a trace of protein].",
        "[Renal ultrasound is normal|Ultrasound shows kidneys of equal size].",
    ),
    plan=(
        "[The dose is to be reviewed|Treatment will be reviewed] [with the home booklet|in four weeks].",
        "[A combination tablet|A single combination tablet] is [suggested|prescribed] [to help adherence|].",
        "[Less salt|Salt restriction] and [regular walking|daily walks] are [advised|encouraged].",
        "[A day-long recording|Ambulatory monitoring] was [ordered|arranged].",
        "[Electrolytes and kidney function|Kidney function] will be [checked|repeated] in two weeks.",
        "[Aldosterone and renin|The aldosterone-renin ratio] will be [measured|determined].",
    ),
    course=(
        "@late [The day-long recording|Ambulatory monitoring] was [reviewed by phone|discussed at the next visit].",
        "@late [No side effects|Neither cough nor swelling] occurred [on the new tablet|in the weeks after].",
        "@late [Headaches became rare|The headaches faded] [within a month|].",
        "@late [The aldosterone ratio|The hormone ratio] [was normal|proved normal].",
        "@late [The booklet was filled daily|Daily entries were made] [until the next visit|].",
        "@late [Weight loss was begun|{He} cut down on ready meals] [with success|].",
        "@late [The next review|Another review] is [in three months|due in three months].",
    ),
)

LOW_PRESSURE = Disease(
    "orthostatic hypotension",
    asks=(5,),
    age=(30, 76, 92),
    setting="clinic",
    complaints=(
        "[dizziness on standing|lightheadedness on standing up]",
        "[near falls|unsteadiness after getting up]",
        "[weakness in the mornings|dizziness in the mornings]",
    ),
    measures={
        "systolic": (126, 82),
        "heart_rate": (62, 104),
        "respiratory_rate": (12, 18),
        "hemoglobin": (14.0, 11.0),
        "sodium": (140, 131),
        "bun": (12, 34),
    },
    story=(
        "@alert {He} [has to hold on to furniture|must sit down again] [after getting up|on some mornings].",
        "[Vision goes dim|The room goes dim] [for seconds|for a moment] [on standing|].",
        "It is worse [on hot days|after meals|after a hot bath] [and better when sitting|].",
        "[Little is drunk in the day|{He} drinks little] [for fear of the stairs|].",
        "[Tamsulosin was started|A new tablet at night was started] [some weeks ago|in autumn].",
        "[No fall has occurred|There has been no fall] [so far|].",
        "@alert {He} [denies|reports no] [palpitations|chest pain] [with the spells|].",
        "Constipation has been a [problem|nuisance] for [years|a long time].",
    ),
    exam=(
        "[The tongue is dry|Mucous membranes are dry] [on examination|].",
        "Heart sounds are [normal|clear] [with a soft systolic murmur|].",
        "[The lungs are|Both lungs are] clear [to auscultation|].",
        "[There is no tremor|Tremor and rigidity are absent] [at present|].",
        "[Vibration sense is reduced|Vibration sense is dull] [at the ankles|].",
        "[Gait is cautious|{He} walks with small, careful steps] [today|].",
    ),
    results=(
        "[The electrocardiogram|The tracing] shows sinus rhythm [without block|].",
        "[Morning cortisol is normal|The morning cortisol is normal].",
        "[Vitamin B levels are normal|A vitamin level is pending].",
    ),
    plan=(
        "[Drugs that may be the cause|All drugs] are [reviewed|gone through] [one by one|].",
        "[Compression stockings|Support stockings] are [prescribed|suggested] [for the day|].",
        "[More fluids are advised|A glass of water before rising is advised] [each morning|in the morning].",
        "[Rising in stages|Getting up in stages] was [practiced|shown].",
        "[The head of the bed|The bed's head end] should be [raised|tilted up] [at night|].",
        "[A standing test|The standing test] will be [repeated|done again] [in two weeks|].",
    ),
    course=(
        "@late [Tamsulosin was stopped|The new tablet was stopped] [and dizziness lessened|].",
        "@late [Stockings were worn daily|The stockings proved useful] [in the warm months|].",
        "@alert @late [By phone|At the call] {he} [reported|described] [fewer spells|steadier mornings].",
        "@late [No fall occurred|There were no falls] [in the following weeks|].",
        "@late [Fluid intake rose|{He} drank more] [with a bottle at hand|].",
        "@late [The standing test|A repeat standing test] [improved|was better].",
        "@late [Physiotherapy was continued|Balance training was continued] [in a group|].",
    ),
)

HEMORRHAGE = Disease(
    "acute hemorrhage after an accident",
    asks=(5, 103),
    age=(18, 40, 85),
    setting="emergency",
    female=0.35,
    complaints=(
        "[a bleeding thigh wound|heavy bleeding from the thigh]",
        "[injuries from a bicycle crash|a bicycle crash]",
        "[a deep cut from a saw|a saw injury]",
    ),
    measures={
        "systolic": (128, 72),
        "heart_rate": (84, 148),
        "respiratory_rate": (16, 34),
        "temperature": (36.8, 35.2),
        "hemoglobin": (13.5, 6.8),
        "bicarbonate": (24, 14),
        "oxygen_saturation": (99, 93),
    },
    story=(
        "[Blood soaked the trousers|Clothing was soaked with blood] [at the scene|].",
        "[A tourniquet was applied|Firm pressure was applied] [by paramedics|by a passer-by].",
        "[The head was not hit|There was no blow to the head] [in the accident|].",
        "[Tetanus cover|Tetanus vaccination] is [current|up to date].",
        "[The accident happened|It happened] [less than an hour before|shortly before] arrival.",
        "[Two large cannulas were placed|Venous access was gained] [in the ambulance|].",
        "[No anticoagulant is taken|{He} takes no anticoagulant] [at home|].",
        "@alert {He} [denies|reports no] [neck pain|abdominal pain].",
    ),
    exam=(
        "[There is a deep wound of the thigh|A deep wound gapes on the thigh] [on examination|].",
        "[Foot pulses are palpable|The foot pulses are present] [beyond the wound|].",
        "The abdomen is [soft|soft and not tender|soft without guarding|not tender].",
        "[The pelvis is stable|Springing the pelvis is painless] [at present|].",
        "[Breath sounds are equal|Both lungs are ventilated] [today|].",
        "[Nail beds are pale|The conjunctivae are pale] [on examination|].",
    ),
    results=(
        "[Ultrasound shows no free fluid|No free fluid is seen] in the abdomen.",
        "[The chest film|The chest radiograph] shows [no fracture|clear lungs].",
        "[Angiography of the leg|The leg angiogram] shows [a branch injury|no main vessel injury].",
    ),
    plan=(
        "[The wound is to be explored|Exploration of the wound follows] [in theater|].",
        "[Red cells are cross-matched|Blood was cross-matched] [on arrival|].",
        "[Tranexamic acid|A dose of tranexamic acid] was given [early|on arrival].",
        "[Warmed fluids|Warm infusions] and [blankets|forced air] [are used|are in use].",
        "[A cephalosporin|An antibiotic] [was given|is given] [before exploration|].",
        "[The trauma team|The surgeon on call] [was called|is present].",
    ),
    course=(
        "@late [A branch of the artery was tied|The bleeding vessel was tied] [in theater|].",
        "@late [The wound healed|Wound healing was] [without infection|uneventful].",
        "@late [Two units of red cells|Red cells] were [given|transfused] [in theater|].",
        "@late {He} [walked with crutches|was up on crutches] [by the third day|].",
        "@late [Sensation of the foot|Foot movement] was [normal|intact] [at discharge|].",
        "@late [Stitches came out|Sutures were removed] [after twelve days|in clinic].",
        "@late [Iron tablets were prescribed|Iron was prescribed] [for a month|].",
    ),
)

DISEASES = (HYPERTENSION, LOW_PRESSURE, HEMORRHAGE)
