"""Acids that widen the anion gap: ketones, lactate, methanol and glycol, salicylate, and those of failed kidneys.

A mild ketoacidosis has a bicarbonate of 17 mEq/L and a gap of 18, a grave one 8 and 34, with a glucose of 600 mg/dL.
"""

from ehrmind.medcalc.diseases.base import Disease

GAPS = (39, 63, 65, 66)
RATIOS = (64, 67)  # which mean something in an acidosis with a raised gap alone
ACID_EXAM = (
    "[Breath sounds are clear|The lungs are clear] [on both sides|bilaterally], [without wheeze|without crackles].",
    "[The tongue is dry|Mucous membranes are dry] and [the eyes are slightly sunken|skin turgor is reduced].",
    "[The abdomen is soft|There is no guarding], [with sparse bowel sounds|bowel sounds are sparse].",
    "[Heart sounds are regular|The heart is regular], [no rub is heard|without a murmur].",
    "[The neck is supple|There is no neck stiffness] and [the pupils react|pupils react to light].",
    "[No rash is seen|There are no skin lesions], [and the joints are normal|and no bruises].",
)
ACID_PLAN = (
    "[The gap is followed|Gases and ions are repeated] [every few hours|every two to four hours].",
    "[Crystalloid is running|Balanced crystalloid was started] through [two cannulas|a large cannula].",
    "[Potassium is replaced|Potassium is added to the fluids] [once urine flows|as needed].",
    "[A bed in the step-down unit|A monitored bed] was [requested|arranged].",
    "[Urine output is measured|A catheter measures urine output] [every hour|hourly].",
    "[The family was informed|Relatives were informed] [by the team|about the admission].",
)
ACID_COURSE = (
    "@late [The gap closed|The acid-base disturbance resolved] [within two days|by the third hospital day].",
    "@late {He} was [eating and drinking|eating again] [on the second day|after a day].",
    "@late [Blood gases|Repeat gases] [were normal|had normalized] [before transfer|by the next evening].",
    "@late [Kidney function|Renal function] [remained good|came back to the previous level] [with fluids|].",
    "@late {He} moved to [a general ward|the regular ward] [on the third day|after two nights].",
    "@late [Discharge followed|{He} went home] [after a week|on the sixth day], [much better|with a clinic visit "
    "arranged].",
)

KETOACIDOSIS = Disease(
    "diabetic ketoacidosis",
    asks=(*GAPS, *RATIOS, 131),
    age=(18, 32, 70),
    setting="emergency",
    weight=1.6,
    complaints=(
        "[vomiting and abdominal pain|nausea and belly pain]",
        "[thirst and frequent urination|thirst, polyuria and weakness]",
        "[vomiting and weakness|tiredness and vomiting]",
    ),
    measures={
        "glucose": (290, 630),
        "bicarbonate": (18, 8),
        "anion_gap": (17, 34),
        "sodium": (137, 127),
        "ph": (7.29, 7.04),
        "paco2": (34, 22),
        "potassium": (4.2, 6.2),
        "albumin": (4.6, 3.6),
        "creatinine": (0.8, 2.0),
        "bun": (14, 44),
        "heart_rate": (92, 134),
        "respiratory_rate": (18, 36),
        "systolic": (128, 92),
        "temperature": (36.4, 37.4),
        "white_cells": (9.0, 21.0),
    },
    findings={"diabetes": 1.0},
    story=(
        "[Type-one diabetes|Juvenile-onset diabetes] has been [known since school|treated with insulin for years].",
        "[Insulin was missed|Insulin doses were skipped] [during a stomach bug|while travelling|over a busy weekend].",
        "[Water was drunk|Juice and water were drunk] [by the liter|in large amounts] [without relief of thirst|].",
        "[Voiding was frequent|There were many trips to the bathroom], [even at night|day and night].",
        "@alert {He} has [cramping belly pain|diffuse abdominal pain] [and feels weak|with nausea].",
        "[Vomiting began|Vomiting started] [overnight|in the early morning] and [did not stop|went on].",
        "[The pump catheter had come loose|The insulin in use had expired|No insulin was left at home], [it turned "
        "out|as was found].",
        "[The breath smelled of fruit|A fruity breath was noticed] [by a roommate|by a relative].",
    ),
    exam=(
        *ACID_EXAM,
        "[The breath smells of acetone|There is an acetone smell] [at the bedside|on entering the room].",
    ),
    results=(
        "[Ketones are strongly positive|Beta-hydroxybutyrate is high] [in blood|on the bedside meter].",
        "[The chest film is clear|The chest film shows no infiltrate] [on arrival|].",
        "[The electrocardiogram shows|On the tracing there is] [no ischemia|no peaked T waves].",
        "[The urine shows|The dipstick shows] [sugar and ketones|ketones and glucose], [without nitrite|without white "
        "cells].",
    ),
    plan=(
        "[An insulin infusion was started|Insulin is infused] [by weight|at a fixed rate] [after fluids|].",
        *ACID_PLAN,
    ),
    course=(
        *ACID_COURSE[:5],
        "@late [Insulin under the skin|Basal insulin] was [restarted|given] [before the drip was stopped|].",
        "@late [The diabetes nurse|A diabetes educator] [went through sick-day rules|repeated sick-day rules].",
        "@late {He} left with [a new meter|ketone strips] [and written instructions|and an early appointment].",
    ),
)
LACTIC = Disease(
    "lactic acidosis of sepsis",
    asks=(*GAPS, *RATIOS, 131),
    age=(24, 66, 92),
    setting="intensive care",
    weight=1.3,
    complaints=(
        "[fever and collapse|fever and weakness]",
        "[chills and shortness of breath|fever with chills]",
        "[flank pain and fever|abdominal pain and fever]",
    ),
    measures={
        "bicarbonate": (21, 8),
        "anion_gap": (15, 30),
        "sodium": (140, 128),
        "ph": (7.38, 7.06),
        "paco2": (36, 24),
        "albumin": (3.6, 1.9),
        "potassium": (4.0, 5.8),
        "systolic": (112, 74),
        "heart_rate": (94, 140),
        "respiratory_rate": (20, 38),
        "temperature": (38.2, 40.2),
        "white_cells": (12.0, 30.0),
        "creatinine": (1.0, 4.0),
        "bun": (20, 70),
        "platelets": (240, 48),
        "crp": (90, 240),
        "glucose": (110, 230, 0.6),
    },
    story=(
        "[Fever began|Chills began] [the day before|the night before] [with burning on voiding|with flank pain].",
        "[Shaking chills|Rigors] were [seen by the family|witnessed at home].",
        "[Paracetamol helped|Acetaminophen helped] [for an hour or so|only briefly].",
        "[The ambulance crew|Paramedics] gave [oxygen and fluids|fluids] [on the way|during transport].",
        "[Little was eaten|Nothing was eaten] [for two days|since the onset], [and very little was drunk|and hardly "
        "anything was drunk].",
        "[Urine was cloudy|The urine looked cloudy] and [foul|scant].",
        "[Antibiotics were given|The first antibiotic was given] [within the hour|on arrival].",
        "[There was no recent travel|There was no travel abroad] and [no contact with sick people|no animal contact].",
    ),
    exam=(*ACID_EXAM, "[The right flank is tender|The left flank is tender] [to percussion|on palpation]."),
    results=(
        "[Lactate is raised|The lactate level is high] [on the first gas|on arrival].",
        "[Urine holds white cells|The urine is full of white cells] [and bacteria|with positive nitrite].",
        "[The scan shows|Tomography shows] [a stone with a dilated pelvis|an infected dilated kidney].",
        "[Blood cultures were drawn|Two sets of cultures were drawn] [before treatment|from two sites].",
    ),
    plan=(
        "[Meropenem was given|Piperacillin-tazobactam was given] [without delay|in the first hour].",
        *ACID_PLAN[:2],
        *ACID_PLAN[4:],
        "[Norepinephrine is ready|A vasopressor is at hand] [should pressure fall|if fluids fail].",
        "[Urology was called|The urologist was called] [for drainage|to relieve the obstruction].",
    ),
    course=(
        *ACID_COURSE[1:],
        "@late [Lactate cleared|Lactate fell] [over the first day|within a day] [of treatment|].",
        "@late [Cultures grew|Blood cultures grew] [Escherichia coli|Klebsiella pneumoniae], [and therapy was "
        "narrowed|and treatment was narrowed].",
    ),
)
TOXIC_ALCOHOL = Disease(
    "toxic alcohol ingestion",
    asks=(*GAPS, *RATIOS, 131),
    age=(18, 42, 72),
    female=0.35,
    setting="emergency",
    weight=0.7,
    complaints=(
        "[nausea after drinking antifreeze|suspected poisoning]",
        "[drinking windshield fluid|a drunken appearance]",
        "[abdominal pain after drinking solvent|vomiting after drinking]",
    ),
    measures={
        "bicarbonate": (21, 8),
        "anion_gap": (16, 36),
        "sodium": (143, 136),
        "ph": (7.36, 7.02),
        "paco2": (36, 22),
        "albumin": (4.6, 3.8),
        "potassium": (3.9, 5.6),
        "creatinine": (0.8, 2.4),
        "heart_rate": (84, 122),
        "respiratory_rate": (18, 38),
        "systolic": (132, 98),
        "glucose": (84, 150),
    },
    story=(
        "[An empty bottle of|A half-empty can of] [antifreeze|windshield fluid|paint thinner] was found [beside "
        "{him}|in the garage].",
        "[A roommate|A relative|The landlord] called [the ambulance|for help] [in the morning|].",
        "[The time of drinking|When {he} drank it] [is uncertain|cannot be fixed], [hours ago at least|probably "
        "overnight].",
        "[Homemade spirit|Cheap spirit] from [a stranger|a market stall] had been [drunk before|tried as well].",
        "[Vomiting occurred twice|{He} vomited twice] [on the way|at home], [without blood|with clear vomit].",
        "@alert {He} [has seen as through snow|has had blurred sight|has had belly pain] [since waking|].",
        "[Low mood|A quarrel] [preceded it|came before] [according to friends|as friends confirmed].",
        "[No tablets were missing|No empty blisters were found] [at home|in the flat].",
    ),
    exam=(
        *ACID_EXAM,
        "[The optic discs are|Ophthalmoscopy finds the discs] [slightly hyperemic|pink with blurred margins].",
    ),
    results=(
        "[The osmolal gap is wide|There is an osmolal gap] [on the first sample|as measured].",
        "[Ethanol is not detected|Serum ethanol is negative], and [salicylate is absent|acetaminophen is absent].",
        "[Crystals of oxalate|Needle-shaped crystals] are being [looked for|sought] in the urine.",
        "[Head tomography|A scan of the head] is [normal|without bleeding].",
    ),
    plan=(
        "[Fomepizole was given|Fomepizole was loaded] [at once|without waiting for levels].",
        "[The poison center|Toxicology] was [called|consulted] [and agrees|].",
        "[Dialysis is prepared|Nephrology prepares dialysis] [should acidosis persist|in case levels are high].",
        *ACID_PLAN[:2],
        *ACID_PLAN[3:5],
    ),
    course=(
        *ACID_COURSE,
        "@late [Psychiatry saw {him}|A psychiatrist came] [before discharge|on the third day].",
        "@late [The level confirmed|The laboratory confirmed] [methanol|ethylene glycol] [days later|].",
    ),
)
SALICYLATE = Disease(
    "salicylate poisoning",
    asks=GAPS + RATIOS,
    age=(18, 38, 82),
    female=0.6,
    setting="emergency",
    weight=0.6,
    complaints=(
        "[ringing in the ears and fast breathing|tinnitus and vomiting]",
        "[an aspirin overdose|vomiting and sweating]",
        "[sweating and agitation|nausea and ringing ears]",
    ),
    measures={
        "bicarbonate": (22, 10),
        "anion_gap": (13, 26),
        "sodium": (141, 137),
        "ph": (7.50, 7.20),
        "paco2": (30, 22),
        "albumin": (4.5, 3.7),
        "potassium": (3.9, 3.0),
        "temperature": (37.0, 39.4),
        "heart_rate": (92, 132),
        "respiratory_rate": (22, 40),
        "systolic": (128, 100),
        "glucose": (110, 66),
        "creatinine": (0.8, 1.8),
    },
    story=(
        "[Aspirin was taken|Aspirin tablets were swallowed] [for a toothache|for back pain] [over two days|by the "
        "handful].",
        "[Oil of wintergreen|A liniment] was [also used|rubbed in as well] [at home|].",
        "[Vomiting started|Vomiting began] [some hours later|the same evening].",
        "@alert {He} [has heard a ringing|has had a ringing in both ears] [since the morning|].",
        "[Sweat soaks the shirt|The clothes are soaked with sweat], [and {he} asks for water|with great thirst].",
        "[Empty boxes|Empty packages] were [brought along|handed over] [by the family|by a relative].",
        "[Other drugs|Other tablets] were [not taken|not missing] [as far as is known|].",
        "[The dose was underestimated|Nobody had counted the tablets] [until today|at first].",
    ),
    exam=(
        *ACID_EXAM[:5],
        "[The skin is moist|The skin is moist with sweat] and [flushed|warm to the touch].",
        "[Hearing is dulled|Hearing is reduced] [on both sides|to whispering] [without wax|].",
    ),
    results=(
        "[The salicylate level is high|Salicylate is in the toxic range] [and is being repeated|on the first sample].",
        "[Acetaminophen is not detected|The acetaminophen level is zero] [on the same sample|].",
        "[The chest film is clear|The chest film shows no edema] [so far|].",
        "[The electrocardiogram shows|The tracing shows] [no ischemia|normal conduction].",
    ),
    plan=(
        "[Bicarbonate is infused|A bicarbonate drip was begun] [to alkalinize the urine|for urinary alkalinization].",
        "[Charcoal was given|Activated charcoal was given] [in the emergency room|by mouth].",
        "[Nephrology stands by|Nephrology was warned] [should the level climb|for dialysis if needed].",
        *ACID_PLAN[:1],
        *ACID_PLAN[2:5],
    ),
    course=(
        *ACID_COURSE,
        "@late [The level fell|Salicylate fell] [steadily|below the toxic range] [over a day|by the next day].",
        "@late [Hearing recovered|The ringing stopped] [within days|completely].",
    ),
)

DISEASES = (KETOACIDOSIS, LACTIC, TOXIC_ALCOHOL, SALICYLATE)
