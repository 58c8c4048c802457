"""Insulin resistance, in the clinic: prediabetes, polycystic ovaries, fatty liver, and the lean healthy for comparison.

A lean volunteer has an insulin of 3 µIU/mL at a glucose of 78 mg/dL (HOMA-IR 0.6), a resistant patient 38 at 150 (14).
"""

from ehrmind.medcalc.diseases.base import Disease

METABOLIC_EXAM = (
    "[The lungs are clear|Breath sounds are clear] and [the heart is regular|heart sounds are normal].",
    "[Pulses are present|Foot pulses are palpable] [on both sides|at both ankles].",
    "[The thyroid is not enlarged|There is no goiter] [on palpation|and the neck is soft].",
    "[The abdomen is soft|The abdomen is not tender], [the liver is not felt|no organ is felt].",
    "[There is no edema|The ankles are slim], and the skin is [warm|warm and dry].",
)
METABOLIC_PLAN = (
    "[Brisk walking|Cycling or swimming] [on most days|five days a week] was [agreed|advised].",
    "[Sweet drinks are given up|Water replaces sweet drinks] [from today|at once].",
    "[A food diary|A photo diary of meals] will be [kept|brought along] [for two weeks|].",
    "[Sleep and shift work|Sleep habits] were [discussed|gone through] [as part of the plan|].",
    "[Fasting samples|The fasting tests] are [repeated in six months|due again in half a year].",
    "[The dietitian|A dietitian] will [draw up a meal plan|see {him} next week] [with whole grains|].",
)
METABOLIC_COURSE = (
    "@late [At the next visit|Half a year later] [the diary was complete|walking had become a habit].",
    "@late [A few kilograms|Some kilograms] were [lost|shed] [by the next visit|within the half-year].",
    "@late [By message|By telephone], {he} [asked for recipes|had questions about snacks] [and was answered|].",
    "@late [Repeat fasting tests|The next fasting tests] [were better|had improved] [than the first|].",
    "@late [Metformin was added|Metformin was begun] [after a year|at the third visit] [without nausea|].",
    "@late [The dietitian|The nutrition service] [saw {him} twice|kept in touch] [by video|].",
    "@late [Energy in daily life|Stamina] [improved|got better] [within months|over the year].",
)

PREDIABETES = Disease(
    "prediabetes with insulin resistance",
    asks=(31,),
    age=(24, 50, 80),
    setting="clinic",
    weight=1.3,
    complaints=(
        "[a borderline sugar|a high fasting reading]",
        "[tiredness after meals|a check of sugar metabolism]",
        "[a borderline test at work|concern about diabetes]",
    ),
    measures={
        "insulin": (8, 32),
        "glucose": (98, 136),
        "bmi": (25.0, 37.0),
        "triglycerides": (110, 290),
        "hdl": (56, 33),
        "systolic": (120, 150),
        "alt": (20, 60),
        "creatinine": (0.7, 1.1),
    },
    story=(
        "[Sugar was borderline|The reading was borderline] [at a pharmacy test|at a workplace check].",
        "[The waist has grown|Trousers have become tighter] [over the years|little by little].",
        "[Lunch is from a canteen|Lunch is often fast food], [supper is late|supper is the main meal].",
        "@alert {He} [is sleepy after lunch|feels drowsy after meals] [on most days|].",
        "[There is no thirst|Thirst is normal] and [voiding is normal|nights are undisturbed].",
        "[Most of the day is spent sitting|Days are spent sitting], [with a car for short ways|with little walking].",
        "[Weight loss was tried|Diets were tried] [twice|several times] [without lasting success|].",
        "[Snacks in the evening|Evening snacks] [are a habit|are hard to give up], [mostly chips|mostly chocolate].",
    ),
    exam=(
        *METABOLIC_EXAM,
        "[Acanthosis is seen|There is acanthosis] [at the neck|in the armpits].",
        "[Skin tags|Several skin tags] are found [on the neck|under the arms].",
    ),
    results=(
        "[Glycated hemoglobin is borderline|The glycated hemoglobin is borderline] [on two tests|].",
        "[The tracing is normal|The electrocardiogram is normal] [at rest|].",
        "[The urine is free of protein|The urine is free of sugar] [and ketones|on dipstick].",
        "[Ultrasound|Sonography] shows [a slightly bright liver|mild steatosis].",
    ),
    plan=METABOLIC_PLAN,
    course=METABOLIC_COURSE,
)
DIABETES_TYPE_TWO = Disease(
    "early type-two diabetes with insulin resistance",
    asks=(31,),
    age=(28, 54, 80),
    setting="clinic",
    complaints=(
        "[newly found diabetes|early diabetes]",
        "[a follow-up of early diabetes|thirst and tiredness]",
        "[a diabetes visit before treatment|fatigue and thirst]",
    ),
    measures={
        "insulin": (10, 42),
        "glucose": (128, 285),
        "bmi": (25.5, 40.0),
        "triglycerides": (130, 360),
        "hdl": (50, 29),
        "systolic": (124, 160),
        "alt": (22, 78),
    },
    findings={"diabetes": 1.0},
    story=(
        "[Diabetes was found|The diagnosis was made] [by a workplace test|by the family physician] [this "
        "month|recently].",
        "[No diabetes tablet has been started|Treatment of diabetes has not begun], [diet comes first|and diet is "
        "tried first].",
        "[Thirst is mild|There is some thirst], [mostly in the evening|mainly at night].",
        "[Sight was blurred|Vision was blurred] [for a week|for some days] [in spring|some weeks ago].",
        "@alert {He} [tires on stairs|is tired in the afternoon] [and sleeps badly|].",
        "[Bread, rice and pasta|Rice and bread] are [the staples|eaten daily].",
        "[Feet are warm|The feet are warm] and [sensation is normal|do not burn].",
        "[A gum infection|Gum bleeding] [was treated by the dentist|brought {him} to the dentist].",
    ),
    exam=(
        *METABOLIC_EXAM,
        "[Monofilament sensation is intact|The monofilament is felt] [at all points|on both feet].",
        "[Acanthosis is seen|There is acanthosis] [at the neck|at the elbows].",
    ),
    results=(
        "[Islet antibodies are absent|No islet antibodies are found] [in this sample|].",
        "[The fundi|Retinal photographs] are [normal|without retinopathy].",
        "[Urine albumin is normal|The albumin ratio is normal] [in the morning urine|].",
        "[Glycated hemoglobin|The glycated hemoglobin] [confirms diabetes|is in the diabetic range].",
    ),
    plan=(*METABOLIC_PLAN, "[Metformin was prescribed|Metformin was started] [at a low dose|with supper]."),
    course=(
        *METABOLIC_COURSE[:4],
        *METABOLIC_COURSE[5:],
        "@late [Eyes were checked|An eye check was done] [within the year|in the same quarter].",
    ),
)
OVARIES = Disease(
    "polycystic ovary syndrome",
    asks=(31,),
    age=(18, 26, 42),
    female=1.0,
    setting="clinic",
    complaints=(
        "[irregular periods|rare periods]",
        "[acne and irregular periods|unwanted hair growth]",
        "[unwanted hair growth and acne|difficulty conceiving]",
    ),
    measures={
        "insulin": (5, 36),
        "glucose": (78, 126),
        "bmi": (21.0, 38.0),
        "triglycerides": (70, 240),
        "hdl": (66, 36),
        "tsh": (1.0, 3.6),
    },
    story=(
        "[Periods have come|Bleeding has come] [every two to four months|a few times a year] [since the teens|].",
        "[Acne has persisted|Acne has been stubborn] [since school|for years].",
        "[Hair on chin and chest|Hair on the upper lip and chin] is [shaved weekly|removed by threading].",
        "[Weight is gained easily|Kilograms come easily] [with stress|in stressful months].",
        "[Pregnancy has been desired|A child has been desired] [for a year|lately] [without success|].",
        "@alert {He} [feels low about {his} skin|is bothered by hair growth] [most of all|].",
        "[Hot yoga|Dancing|Gym training] [is done weekly|fills two evenings].",
        "[A pregnancy test|The pregnancy test] was [negative|negative last week].",
    ),
    exam=(
        *METABOLIC_EXAM,
        "[Coarse hair grows|There is coarse hair] [on the chin|along the midline].",
        "[Inflamed acne|Acne with scars] is seen [on the cheeks|on the back].",
    ),
    results=(
        "[Both ovaries hold|Ultrasound shows ovaries with] [many small follicles|a string of follicles].",
        "[Free testosterone|The androgen index] is [slightly raised|above range].",
        "[Prolactin and thyroid tests|Prolactin and thyroid values] are [normal|in range].",
        "[Seventeen-hydroxyprogesterone|The test for adrenal hyperplasia] is [normal|negative].",
    ),
    plan=(
        *METABOLIC_PLAN[:4],
        *METABOLIC_PLAN[5:],
        "[A combined pill|A cyclic progestin] was [offered|discussed] [to protect the lining|].",
    ),
    course=(
        *METABOLIC_COURSE[:3],
        *METABOLIC_COURSE[4:],
        "@late [Cycles became more regular|Bleeding came every five weeks] [within months|by the next visit].",
    ),
)
LEAN = Disease(
    "healthy lean volunteer",
    asks=(31,),
    age=(18, 30, 66),
    setting="clinic",
    weight=0.8,
    complaints=(
        "[a study visit as a volunteer|a research visit]",
        "[a sports medicine check|a routine fasting blood test]",
        "[a preventive check|a health check]",
    ),
    measures={
        "insulin": (2, 9),
        "glucose": (68, 96),
        "bmi": (19.0, 24.5),
        "triglycerides": (50, 110),
        "hdl": (84, 52),
        "systolic": (106, 126),
        "heart_rate": (52, 70),
    },
    story=(
        "[Running|Rowing|Cycling] [takes three evenings|is done most days] [of the week|].",
        "[Meals are regular|Meals are cooked at home], [with vegetables and fish|with plenty of legumes].",
        "@alert {He} [has no complaints|feels healthy] and [sleeps well|sleeps through].",
        "[Weight has not changed|Body weight has been the same] [since school|for years].",
        "[Days are regular|Working days are regular] and [stress is low|evenings are free].",
        "[The last meal|Supper] was [taken early|twelve hours ago], [as the protocol asks|as instructed].",
        "[Coffee is drunk|Tea is drunk] [in the morning only|in moderation].",
        "[The consent form|The study form] was [signed|gone through] [before sampling|today].",
    ),
    exam=(
        *METABOLIC_EXAM,
        "[Build is lean|The build is lean] and [muscular|athletic].",
    ),
    results=(
        "[The tracing shows|The electrocardiogram shows] [a normal axis|normal conduction].",
        "[The urine is clear|The dipstick is clear] [of sugar and protein|].",
        "[Body composition|Bioimpedance] shows [little fat|a low share of fat].",
        "[Exercise capacity|The treadmill test] is [above average|well above average].",
    ),
    plan=(
        "[Nothing has to be changed|No change is needed] [at present|for now].",
        "[The sample goes to the study|Samples are frozen] [for the study|as the protocol asks].",
        "[Breakfast is served|A snack is served] [after sampling|in the study room].",
        "[Results are mailed|Results will be sent] [within two weeks|by letter].",
        "[The second visit|The next study visit] is [in a month|planned for next month].",
        "[Training may go on|Sports may go on] [as before|without limits].",
    ),
    course=(
        "@late [The second visit|The follow-up visit] [took place as planned|was kept].",
        "@late [No adverse event|Nothing untoward] [occurred|was noted] [in the study|].",
        "@late [Results were explained|Findings were explained] [by phone|in a letter].",
        "@late [A half-marathon|A local race] was [run|finished] [that season|] [without injury|].",
        "@late [The study closed|The study ended] [the following year|as planned].",
        "@late [Repeat samples|Later samples] [agreed with the first|were like the first].",
        "@late [No drug was needed|Nothing was prescribed] [at any visit|].",
    ),
)

DISEASES = (PREDIABETES, DIABETES_TYPE_TWO, OVARIES, LEAN)
