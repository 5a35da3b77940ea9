"""Given names, in lower case: with a capital they tell a person from a product in a sentence.

Left out are names that are words (`will`), places (`paris`) or software (`julia`, `travis`) too.
"""

from __future__ import annotations

from pmaction.word_sets import word_set

GIVEN_NAMES = word_set(
    """
    aaron abdul abdullah abigail adam adnan adrian agnes ahmed aisha akira alan albert alberto
    alejandro aleksandr alessandro alex alexander alexandra alexandre alexei alfred ali alice alicia
    alina alison allison amanda amelia amina amir amit amy ana anastasia anders andre andrea andreas
    andrei andres andrew andrey andy angela anika anil anita anja anjali ankit ann anna anne
    anneliese annette annika anthony antoine anton antonio anurag arjun arnold arthur arun arvind
    ashley ashok astrid barbara bart beatrice ben benjamin bernard bernd beth bettina bob boris brad
    brandon brenda brendan brian bruce bruno bryan caleb cameron camille carl carla carlos carmen
    caroline catherine cathy cecilia charles charlie charlotte chloe chris christian christina
    christine christoph christophe christopher cindy claire clara claudia colin connor craig curtis
    cynthia damian dan dana daniel daniela danielle danny daria dave david deborah debra deepak
    denis denise dennis derek devin diego dieter dimitri divya dmitry dominic dominik don donald
    donna doris dorothy doug douglas dylan eduardo edward eileen elena eli elias elif elisa
    elisabeth elizabeth ella ellen elsa emil emily emma emmanuel enrique eric erica erik erika erin
    ernest esther ethan eugene eva evan evelyn fabian fabio fatima federico fernando filip fiona
    florian francesca francesco francis francisco francois franz fred frederic frederik friedrich
    fritz gabriel gabriela gareth gary gaurav geoff george gerald gerard gerhard gilbert gina
    giovanni giulia gloria gonzalo gordon grzegorz greg gregory gretchen guillaume guillermo gustav
    hana hannah hans harald harold harriet harry harsh hassan heike heinrich helen helena henrik
    henry herbert hiroshi howard hussein ian ibrahim igor ilya imran inga ingrid irene irina isaac
    isabel isabella ivan jacob jacqueline jacques jake jakob jakub james jamie jan jana jane janet
    janice jared jason javier jean jeff jeffrey jennifer jenny jens jeremy jerome jerry jesse
    jessica jill jim jimmy jing joan joanna joao joe joel johan johann johanna johannes john johnny
    jon jonas jonathan jorge jose josef joseph josh joshua juan juergen jürgen judith judy julian
    julie julien jun justin kai karen karim karin karl kate katharina katherine kathleen kathryn
    kathy katie katja keith kelly ken kenji kenneth kevin khalid kiran klaus konstantin krishna
    kristen kristin krzysztof kumar kurt kyle lara larry lars laura lauren laurent layla leah lee
    leila lena leon leonardo leonie leslie liam linda lisa liu lorenzo louis louise luca lucia lucy
    luis luisa lukas luke maciej magdalena mahmoud malik manuel manuela marc marcel marcin marco
    marcos marcus margaret maria mariam marie marina mario marion marius mark markus marta martha
    martin martina marvin mary mateusz mathias mats matt matteo matthew matthias maurice mauricio
    max maya megan mehmet mei melanie melissa michael michal michel michele michelle miguel mika
    mike mikhail milan miriam mohamed mohammad mohammed mohan monica monika monique moritz muhammad
    mustafa nadia nadine nancy naomi natalia natalie natasha nathan neha neil nicholas nick nico
    nicola nicolas nicole nikhil nikita niklas nikolai nils nina nisha noah nora norman olaf oleg
    olga oliver olivia omar otis pablo pamela paolo patricia patrick paul paula paulo pavel pawel
    pedro peter petra philip philipp philippe phillip pierre piotr pooja pradeep prakash pranav
    prasad priya priyanka rachel rafael rahul raj rajesh ralf ralph ramesh ramon rania raphael
    raquel rashid ravi raymond rebecca renate ricardo riccardo richard rick rita rob robert roberto
    rodrigo rohan rohit roland rolf ron ronald rosa roy ryan sabine sabrina sachin sally sam
    samantha samir samuel sandeep sandra sanjay santiago sara sarah sascha satoshi sebastian seth
    shannon sharon shaun shawn sheila shreya shruti simon simone sneha sofia sonia sonja sophia
    sophie stefan stefanie stephan stephanie stephen steve steven stuart sunil suresh susan susanne
    svetlana sven takashi tamara tanja tanya tara tatiana ted teresa terry thea theo theresa thomas
    thorsten tim timothy tina tobias todd tom tomas tomasz tommy toni tony torsten tracy tyler udo
    ulrich ursula uwe valentina valerie vanessa vera veronica victor vijay vikram vincent vinod
    virginie vivek vladimir walter wanda wei wendy werner wilhelm william wojciech wolfgang xavier
    yan yann yasmin yuki yuri yusuf yvonne zainab zoe
    """
)
