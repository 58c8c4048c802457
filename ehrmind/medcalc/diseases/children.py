"""Children who need fluid by vein: vomiting, bronchiolitis, and nothing by mouth before or after an operation.

A child of one year weighs about 10 kg (40 mL/hour), one of six 25 kg (65 mL/hour).
"""

from ehrmind.medcalc.diseases.base import Disease

CHILD_EXAM = (
    "[Heart sounds are normal|The heart is regular] [without a murmur|and no murmur is heard].",
    "[The ears are normal|Both ear drums are pale] [on inspection|without fluid].",
    "[The neck is supple|There is no neck stiffness], [no large node is felt|without large nodes].",
    "[The pupils are equal and round|Both pupils are equal] and [react promptly to light|react to light on both "
    "sides].",
    "[Arms and legs are moved equally|All limbs are moved equally] [and with good strength|without any favoring of one "
    "side].",
    "[Hands and feet are warm|The hands and feet are warm], with [strong pulses|easily felt pulses] [at the wrists|at "
    "wrists and feet].",
    "[The skin is free of rash|There is no rash], [no petechiae|and no petechiae are seen].",
)
CHILD_PLAN = (
    "[Maintenance fluid runs|Maintenance fluid was begun] [by pump|through a small cannula].",
    "[An isotonic solution|An isotonic fluid with glucose] is [used|preferred] [for safety|].",
    "[Electrolytes are checked|Ions are checked] [once a day|daily] [while fluid runs|].",
    "[Fluid balance is charted|Intake and output are charted] [each shift|by the nurses].",
    "[A parent stays|The mother stays|The father stays] [overnight|at the bedside].",
    "[The rate is to be worked out|The hourly rate is to be worked out] [before the bag is hung|before the pump is "
    "started] [and checked by a second nurse|and checked by the pharmacist|].",
    "[Drinks are offered again|Drinks will be tried again] [as soon as they are wanted|once the stomach allows], [and "
    "the rate is then lowered|and the pump is then turned down].",
    "[The ward will call the doctor|The nurses will call the doctor] [for a fast pulse or a cold skin|for drowsiness "
    "or swelling] [at any hour|].",
    "[Doses go by size|Drugs are dosed by size], and acetaminophen is [allowed|given if needed].",
)
CHILD_COURSE = (
    "@late [The pump was stopped|Fluid by vein was stopped] [after a day|on the second day].",
    "@late [The cannula was removed|The cannula came out] [without phlebitis|that evening].",
    "@late [Spirits returned|Energy returned] [by the next morning|within a day].",
    "@late [Ions stayed normal|Electrolytes remained normal] [throughout|on both checks].",
    "@late [The parents were shown|The parents learned] [signs of dehydration|when to return].",
    "@late {He} [went home|was discharged] [on the third day|after two nights] [in good spirits|].",
    "@late [The pediatrician|The family's pediatrician] [saw {him} a week later|found all well at the control].",
)

GASTROENTERITIS = Disease(
    "acute gastroenteritis",
    asks=(22,),
    age=(1, 4, 15),
    setting="emergency",
    weight=1.3,
    complaints=(
        "[vomiting and diarrhea|vomiting since the night]",
        "[loose stools and fever|watery diarrhea]",
        "[refusal to drink|vomiting after every drink]",
    ),
    measures={
        "temperature": (37.0, 39.4),
        "heart_rate": (98, 152),
        "respiratory_rate": (20, 36),
        "systolic": (106, 86),
        "sodium": (139, 130),
        "bicarbonate": (22, 14),
        "potassium": (4.2, 3.2),
        "glucose": (92, 62),
        "bun": (9, 26),
    },
    story=(
        "[Vomiting began|Vomiting started] [after supper|in the night] [without blood or bile|].",
        "[Stools are watery|Watery stools came] [many times a day|up to ten times a day].",
        "[Small sips came back|Sips of water were vomited] [within minutes|each time].",
        "[Other children fell ill|Playmates and siblings fell ill] [this week|with the same].",
        "[The parents noticed|The mother noticed|The father noticed] [dry lips|few tears|little urine].",
        "[Rehydration salts were tried|A rehydration drink was tried] [by spoon|at home] [without success|].",
        "[No drug was given|Only acetaminophen was given] [before arrival|at home].",
        "[The last full meal|The last proper meal] was [supper two days ago|eaten two days ago] [and was kept down|].",
        "[Growth and vaccinations are up to date|Growth has been steady and vaccinations are complete] [by the "
        "booklet|according to the parents].",
        "[There was no travel abroad|There was no farm visit] [lately|before].",
    ),
    exam=(
        *CHILD_EXAM,
        "[The mouth is dry|The tongue is dry] and [tears are scarce|the eyes are slightly sunken].",
        "[The abdomen is soft|The belly is soft], [with lively bowel sounds|bowel sounds are lively].",
        "[The lungs are clear|Breath sounds are clear] [on both sides|throughout].",
    ),
    results=(
        "[A rapid test finds|The stool test finds] [rotavirus|norovirus].",
        "[Ketones are present|The urine shows ketones] [but no sugar|without sugar].",
        "[Stool culture|A stool culture] [was sent|is pending] [on arrival|].",
        "[A capillary gas was drawn|A capillary gas was taken] [with the first sample|on arrival], [and the result is "
        "at the bedside|and the result is awaited].",
        "[Ultrasound of the belly|Sonography of the abdomen] shows [fluid-filled loops only|lively bowel without "
        "thickening], [with no sign of intussusception|and the appendix is normal].",
        "[Urine is free of white cells|The urine is clean] [on dipstick|on arrival].",
    ),
    plan=(*CHILD_PLAN, "[Ondansetron was given|A dose of ondansetron was given] [under the tongue|by mouth]."),
    course=(
        *CHILD_COURSE,
        "@late [Drinks stayed down|Small meals stayed down] [on the second day|after some hours].",
    ),
)
BRONCHIOLITIS = Disease(
    "bronchiolitis",
    asks=(22,),
    age=(1, 1.3, 2.4),
    setting="ward",
    complaints=(
        "[noisy breathing and cough|cough and wheezing]",
        "[poor feeding and cough|fast breathing and poor feeding]",
        "[a cold with wheezing|a wet cough and poor drinking]",
    ),
    measures={
        "temperature": (36.9, 38.8),
        "heart_rate": (112, 166),
        "respiratory_rate": (32, 46),
        "oxygen_saturation": (96, 88),
        "systolic": (100, 86),
        "sodium": (139, 132),
        "bicarbonate": (23, 27),
    },
    story=(
        "[A cold came first|A runny nose came first] [three days ago|some days ago].",
        "[Breathing became noisy|Wheezing was heard] [in the night|since the morning].",
        "[Feeds were left|Half of each feed was left] [because of coughing|for want of breath].",
        "[Vomiting follows|Feeds come up after] [bouts of coughing|long coughing].",
        "[An older sibling|The day-care group] [has a cold|is coughing too].",
        "[Diapers are lighter|There were fewer wet diapers] [than usual|today].",
        "[Birth was at term|Birth was uneventful], [and growth has been good|and vaccinations are complete].",
        "[Saline drops and upright holding|Nose drops and steam] [were tried at home|had been tried] [for two nights|] "
        "[with little effect|without effect].",
        "[There was no blue color|Lips and face never turned blue] [during feeds|at any time], [and breathing never "
        "stopped|and no pause in breathing was seen].",
        "[Sleep is restless|Sleep is short], [upright on the arm|mostly on a parent's arm].",
    ),
    exam=(
        *CHILD_EXAM,
        "[Ribs draw in|There are chest retractions] [with each breath|below the ribs].",
        "[Fine crackles and wheeze|Wheeze and fine crackles] are heard [on both sides|throughout].",
        "[The nose is full of mucus|The nose is blocked], and the throat is [red|slightly red].",
    ),
    results=(
        "[RSV is found|The swab finds RSV|The swab finds metapneumovirus] [in nasal mucus|].",
        "[The chest film shows|On the chest film there is] [overinflation|streaky hila only].",
        "[The capillary gas|A capillary gas] is [acceptable|near normal].",
        "[Tests for influenza and pertussis|Tests for pertussis and influenza] are [negative|still pending] [in the "
        "same swab|from the same swab].",
        "[The heart is of normal size|Heart size is normal] [on the film|], [and no lobe is collapsed|and no lobe is "
        "consolidated].",
        "[The urine is clean|Urine is free of white cells] [on dipstick|in the bag sample].",
    ),
    plan=(
        *CHILD_PLAN[:5],
        "[The nose is suctioned|The nose is cleared] [before feeds|gently].",
        "[Low-flow oxygen|Oxygen] [is given as needed|is at hand] [by prongs|].",
        "[Bronchodilators are not used|Antibiotics are not given] [as guidelines advise|].",
    ),
    course=(
        *CHILD_COURSE[:2],
        *CHILD_COURSE[3:],
        "@late [Feeds were finished|Full feeds were taken] [by the third day|again].",
        "@late [Wheeze faded|Breathing became quiet] [over four days|by discharge].",
    ),
)
APPENDECTOMY = Disease(
    "recovery after appendectomy",
    asks=(22,),
    age=(4, 11, 17),
    complaints=(
        "[pain after an appendectomy|recovery from an appendectomy]",
        "[belly pain after an appendectomy|belly pain after the appendix was removed]",
        "[vomiting after an appendectomy|nausea after an appendectomy]",
    ),
    measures={
        "temperature": (36.9, 38.4),
        "heart_rate": (84, 124),
        "respiratory_rate": (18, 28),
        "systolic": (116, 96),
        "white_cells": (9.0, 17.0),
        "crp": (12, 130),
        "sodium": (140, 132),
        "potassium": (4.3, 3.4),
    },
    story=(
        "[The appendix was removed|Appendectomy was done] [this morning|in the night] [by keyhole surgery|].",
        "[Pain had begun|The pain had begun] [around the navel|in the lower belly] [the day before|].",
        "[The appendix was inflamed|The appendix was swollen] [but not perforated|without perforation].",
        "[Nothing is taken|Nothing is allowed] by mouth [yet|until bowel sounds return].",
        "@alert {He} [has mild pain|has pain] [on coughing|on sitting up].",
        "[Green fluid came up|There was one bout of vomiting] [after waking|since then].",
        "[The first hours were calm|The first hours after waking were calm], [with quiet breathing|with a steady "
        "pulse] [and no bleeding|].",
        "[Walking to the door|A few steps with a nurse] [succeeded before noon|was managed with help], [bent forward a "
        "little|and was tiring].",
        "[The parents sit|The mother sits|The father sits] [at the bedside|by the bed].",
        "[Allergies are not known|No allergy is known], and anesthesia was [uneventful|smooth].",
    ),
    exam=(
        *CHILD_EXAM[:1],
        *CHILD_EXAM[2:],
        "[The dressings are dry|Three small dressings are dry] [and clean|without bleeding].",
        "[The abdomen is tender|The belly is tender] [near the wounds|around the wounds] [only|].",
        "[The lungs are clear|Breath sounds are clear] [at both bases|on both sides].",
    ),
    results=(
        "[Histology of the appendix|The pathology of the appendix] is [pending|under way].",
        "[Ultrasound had shown|Sonography had shown] [a thick appendix|a swollen appendix with fluid].",
        "[No abscess was seen|There was no abscess] [at operation|during the operation], [and the pelvis was "
        "rinsed|and the abdomen was rinsed clean].",
        "[A repeat blood sample|The next blood sample] is [planned for the morning|due tomorrow morning] [with "
        "electrolytes|together with the electrolytes].",
        "[Peritoneal culture|A swab of the fluid] is [pending|being grown].",
        "[The urine is clean|The dipstick is clean] [with some ketones|].",
    ),
    plan=(
        *CHILD_PLAN,
        "[Sips are offered|Clear fluids are offered] [tonight|once bowel sounds return].",
    ),
    course=(
        *CHILD_COURSE,
        "@late [Toast with soup|A light diet] [stayed down|was eaten] [on the first day|].",
    ),
)
BEFORE_OPERATION = Disease(
    "fasting before an elective operation",
    asks=(22,),
    age=(1, 6, 17),
    complaints=(
        "[a planned tonsillectomy|a planned hernia repair]",
        "[fasting before a planned operation|preparation for a planned operation]",
        "[planned removal of a metal plate|planned correction of a squint]",
    ),
    measures={
        "temperature": (36.3, 37.2),
        "heart_rate": (78, 112),
        "respiratory_rate": (16, 24),
        "systolic": (98, 118),
        "hemoglobin": (14.0, 11.2),
        "glucose": (96, 72),
    },
    story=(
        "[The list is delayed|The operating list is delayed], [so fluid by vein is needed|and the wait is long].",
        "[The last meal|Supper] was taken [the evening before|early in the evening].",
        "[Apple juice|Clear tea] was [allowed until morning|taken on waking].",
        "There is [no cough|no cold] and [no fever|no runny nose].",
        "[Earlier anesthesia|A short anesthesia last year] was [uneventful|smooth].",
        "[A parent|The mother|The father] [came along|may come to the induction room] [as agreed|].",
        "[The consent was signed|Both consents were signed] [by the parents at an earlier visit|by the parents at the "
        "last visit], [and open questions were settled|after a long talk].",
        "[Growth has been steady|Growth has followed its line] and [all vaccinations are complete|vaccinations are up "
        "to date] [by the booklet|].",
        "[A front tooth is slightly loose|A tooth is loose] [and was noted|and the anesthetist knows].",
        "[No bleeding tendency|No bruising] is known [in {him}|so far].",
    ),
    exam=(
        *CHILD_EXAM,
        "[The lungs are clear|Breath sounds are clear] [on both sides|throughout], [no wheeze|without wheeze].",
        "[The abdomen is soft|The belly is soft] [and not tender|on palpation].",
        "[The mouth opens wide|Mouth opening is good] [without pain|and the palate is visible].",
    ),
    results=(
        "[A clotting screen|The clotting screen] is [normal|unremarkable].",
        "[The blood group is known|A blood group was determined] [in advance|].",
        "[The preoperative checklist|The anesthetic checklist] is [complete|filled in and signed] [by the nurse|by "
        "both teams].",
        "[The site is marked|The site of the operation is marked] [with a pen|by the surgeon] [and was confirmed by "
        "the parents|as the parents confirmed].",
        "[The last hearing test|The last eye test] was [normal|passed].",
        "[The urine is clean|The dipstick is clean] [this morning|on arrival].",
    ),
    plan=(
        *CHILD_PLAN,
        "[The team goes ahead|The operation goes ahead] [in the afternoon|later today].",
    ),
    course=(
        *CHILD_COURSE[:3],
        "@late [The operation|The procedure] [went as planned|was short and smooth].",
        "@late [Ice cream was eaten|Soup was eaten] [in the evening|the same evening].",
        "@late [Pain was mild|There was little pain] [with suppositories|the next day].",
        "@late {He} [went home|was discharged] [the next day|after one night].",
    ),
)

DISEASES = (GASTROENTERITIS, BRONCHIOLITIS, APPENDECTOMY, BEFORE_OPERATION)
