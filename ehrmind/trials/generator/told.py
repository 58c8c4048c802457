"""The words of notes. {x} is a name, {t} a time, {r} a relative, {b} a test; {He} and {His} are filled in last."""

from types import MappingProxyType

from ehrmind.trials.generator.phrases import phrases

SPANS = MappingProxyType(
    {
        0: "today",
        3: "3 days",
        5: "5 days",
        10: "10 days",
        21: "3 weeks",
        42: "6 weeks",
        60: "2 months",
        120: "4 months",
        150: "5 months",
        240: "8 months",
        300: "10 months",
        730: "2 years",
        1095: "3 years",
        1460: "4 years",
        2555: "7 years",
        3650: "10 years",
    }
)
# style of sentence -> fact -> its words; "full" for admission notes and letters, "terse" for brief ones
FULL = MappingProxyType(
    {
        "main": phrases(
            "{x} was diagnosed {t} ago|{b} confirmed {x} {t} ago|The diagnosis of {x} was made {t} ago"
            "||{x} has been established since {t} ago"
        ),
        "has": phrases("{He} has had {x} for {t}|{x} has been known for {t}||{x} is on record, dating back {t}"),
        "past": phrases("{x} occurred {t} ago|Past history includes {x} {t} ago||{x} befell {him} {t} ago"),
        "excluded": phrases(
            "{b} showed no evidence of {x}|{x} was considered and was excluded by {b}|{x} was ruled out by {b}"
            "||{b} argued against {x}"
        ),
        "never": phrases(
            "There is no history of {x}|{He} has never had {x}|{x} is denied||{x} was asked for and negated"
        ),
        "family": phrases("{His} {r} had {x}|{x} is known in {his} {r}||{x} afflicted {his} {r}"),
        "takes": phrases("{He} takes {x}|Current medication includes {x}|{He} is on {x}||{He} regularly uses {x}"),
        "stopped": phrases("{He} stopped {x} {t} ago|{He} took {x} until {t} ago||{He} came off {x} {t} ago"),
        "did": phrases("{x} was performed {t} ago|{He} underwent {x} {t} ago||{x} took place {t} ago"),
        "earlier": phrases("{t} ago, {x} had been {n}|Earlier {x} ({t} ago) had been {n}||{x} had read {n} ({t} ago)"),
        "ecog": phrases("ECOG performance status is {n}|{His} ECOG score is {n}||The ECOG grade stands at {n}"),
        "only illnesses": phrases(
            "There is no other past or present illness|{His} history is otherwise empty"
            "||Nothing else was ever diagnosed"
        ),
        "only drugs": phrases(
            "{He} takes no other medicine|There is no other current medication||Nothing else is taken"
        ),
        "pregnant": phrases("{He} is pregnant|A pregnancy test was positive||{He} is expecting a child"),
        "fertile": phrases(
            "{He} is premenopausal; a pregnancy test was negative|{He} could conceive but is not pregnant"
        ),
        "menopause": phrases("{He} is postmenopausal|Menopause was reached years ago||{His} periods ended years ago"),
        "smoker": phrases("{He} smokes|{He} is a current smoker||{He} consumes cigarettes every day"),
        "former": phrases("{He} gave up smoking years ago|{He} is a former smoker||{He} stopped cigarettes long ago"),
        "never smoked": phrases("{He} has never smoked|{He} is a lifelong non-smoker||{He} never took up cigarettes"),
    }
)
TERSE = MappingProxyType(
    {
        "main": phrases("dx {x} {t} ago|{x}, diagnosed {t} ago||{x}, established since {t} ago"),
        "has": phrases("{x} ({t})|{x} for {t}||{x}, on record for {t}"),
        "past": phrases("s/p {x} {t} ago|{x} {t} ago||got over {x} {t} ago"),
        "excluded": phrases("{x} ruled out by {b}|{b}: no {x}|{x} excluded ({b})||{b} against {x}"),
        "never": phrases("no h/o {x}|denies {x}|no {x}||{x} negated"),
        "family": phrases("{r} with {x}|{x} in {r}||{r} afflicted by {x}"),
        "takes": phrases("{x}||{x} in use"),
        "stopped": phrases("{x} (stopped {t} ago)|off {x} for {t}||{x} ended {t} ago"),
        "did": phrases("{x} {t} ago|s/p {x} ({t} ago)||{x}, took place {t} ago"),
        "earlier": phrases("{x} {n} ({t} ago)|previous {x} {n} ({t} ago)||{x} had read {n} ({t} ago)"),
        "ecog": phrases("ECOG {n}|ECOG PS {n}||ECOG grade {n}"),
        "only illnesses": phrases(
            "no other past or present illness|otherwise no illnesses||nothing else ever diagnosed"
        ),
        "only drugs": phrases("no other medicines|no other meds||no further drugs"),
        "pregnant": phrases("pregnant|pregnancy test positive||expecting a child"),
        "fertile": phrases("premenopausal, pregnancy test negative||of fertile age, not pregnant"),
        "menopause": phrases("postmenopausal||periods ended years ago"),
        "smoker": phrases("current smoker|smokes||cigarettes daily"),
        "former": phrases("ex-smoker|former smoker||stopped cigarettes long ago"),
        "never smoked": phrases("never smoker|never smoked||never took up cigarettes"),
    }
)
OPENINGS = phrases(
    "{a} was referred because of {c}.|{a} is seen for {c}.|{a} presented with {c}.||{a} sought help for {c}."
)
TERSE_OPENINGS = phrases("{a} with {c}.|{a}, referred for {c}.||{a}; complaint: {c}.")
TODAY = phrases("Today's results: {n}.|Laboratory and bedside values of today: {n}.||Values obtained today: {n}.")
DATED = phrases("Results {t} ago: {n}.|Values measured {t} ago: {n}.||Values obtained {t} ago: {n}.")
GREETINGS = phrases("Dear colleague,|Dear Doctor,||To whom it may concern,")
FAREWELLS = phrases(
    "We will see {him} again in clinic.|Thank you for the referral.|We shall keep you informed."
    "||With thanks for your trust."
)
HEADINGS = MappingProxyType(
    {
        "history": phrases("History of present illness||Present complaint and work-up"),
        "past": phrases("Past medical history|PMH||Previous and other illnesses"),
        "family": phrases("Family history||Relatives"),
        "drugs": phrases("Medications|Medication||Drug treatment"),
        "procedures": phrases("Procedures|Prior procedures||Interventions"),
        "labs": phrases("Results|Investigations||Findings in numbers"),
        "social": phrases("Social history|Status||General condition and habits"),
    }
)
TERSE_HEADINGS = MappingProxyType(
    {
        "past": phrases("PMH|PMHx||Other dx"),
        "family": phrases("FH|FHx||Relatives"),
        "drugs": phrases("Meds|Rx||Drugs"),
        "procedures": phrases("PSH|Procedures||Interventions"),
        "labs": phrases("Labs|Data||Numbers"),
        "social": phrases("Other|Status||General"),
    }
)
# Of no consequence; each line is said once at most
REMARKS = tuple(
    phrases(line)
    for line in (
        "{He} lives with {his} family.|{He} lives alone in a flat.||{He} looks after a small garden.",
        "{He} keeps two dogs.|{He} keeps a cat.||{He} feeds the birds in winter.",
        "{He} enjoys chess.|{He} plays cards with friends.||{He} sings in a choir.",
        "{He} came by bus.|{He} came with a neighbour.||{He} arrived by taxi.",
        "Sleep has been poor of late.|{He} sleeps well.||{He} naps after lunch.",
        "Appetite is fair.|{His} appetite is good.||{He} prefers small meals.",
        "{He} drinks two cups of tea a day.|{He} drinks coffee in the morning.||{He} likes herbal tea.",
        "{He} holds a driving licence.|{He} no longer drives at night.||{He} has never learnt to drive.",
        "{He} has no drug allergies.|Drug allergies: none.||No medicine has caused a rash.",
        "Heart sounds are regular.|The abdomen is soft.||The gums look healthy.",
        "The skin is warm and dry.|The neck is supple.||The pupils are equal.",
        "The findings were discussed with {him}.|{He} had no further questions.||{He} read the leaflet.",
        "{He} speaks two languages.|An interpreter was not needed.||{He} spells {his} name out.",
        "{He} once worked abroad.|{He} grew up near the coast.||{He} was raised on a farm.",
        "{His} general practitioner sent earlier records.|Old records were requested.||The old films are at hand.",
        "{He} wears reading glasses.|Hearing is normal.||{He} reads a great deal.",
    )
)
