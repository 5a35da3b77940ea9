"""First names that are common in teams; none that is more often a word."""

from __future__ import annotations

FIRST_NAMES = """
aaron abdul abdullah abigail adaeze adam adele adrian adriana agata agnes agnieszka ahmed aiko aisha
akiko akira alan alba albert alberto alejandro alessandro alex alexander alexandra alexei alexis ali
alice alicia alicja alina alison alvaro amanda amara amelia amina amir amit amy ana anders andre
andrea andreas andrei andrew andrzej andy angela anil anita anja anjali ann anna anne annika anthony
antje antoine anton antonio anya arjun arnaud artem arthur arturo asha ashley astrid ayesha aylin
ayse barbara bartosz bastian beatrice beatrix beatriz ben benjamin bente bernd bianca bilal birgit
bjorn bogdan boris brad bram brandon brian brigitte bruce bruno callum cameron camille carl carla
carlos carmen carol caroline catherine cecilia cedric celine charlie chen chiara chidi chidinma
chinedu chioma chloe chris christian christina christine ciara claire clara claudia clemens colin
connor cristina dagmar damian damien daniel daniela daniele danielle danilo danny dario darren dave
david debbie deborah deepa deepak delphine denis derek diana diego dieter dilip dima dimitri dinesh
divya dmitri dmitry dmytro dominic dominik dorothea douglas dragan duncan edgar eduardo edward
eileen ekaterina elena eli elias elif elijah elin elizabeth ellen elodie elsa emil emilia emilie
emilio emily emma emmanuel enrique eric erik erika erin ernesto esra estelle esther eugene eun-ji
eva evan fabian fabio farah fatima fatma federico felicia felix fenna ferdinand fernando finn fiona
florian francesca francisco francois frank franziska freya friedrich gabriel gabriela gareth gary
gavin geoff georg george georgia georgios gerald gerard gina giovanni gita giulia giuseppe gonzalo
goran gordon graham greg gregor gretchen guillaume gunther gustav gustavo hakan hana hannah hans
harald harry haruto hassan heather heike heinz helen helena helga henri henrietta henrik henrique
henry hiro hiroshi hristo hugh hugo ian ibrahim ida igor ilya imran ines ingrid ioana irene irina
isaac isabel isabella isabelle ivan ivo iwona jackie jacob jaime jake jakob jakub jamal james jamie
jan jane janet janine jared jarek jasmine jason jasper javier jean jeff jeffrey jennifer jenny jens
jeremy jerome jerzy jesper jess jessica jiho jihoon jim joachim joana joanna jocelyn jochen jody joe
joel johan johanna johannes john jon jonas jonathan jorg jorge joris jose josef joseph josh joshua
joyce juan julia julian juliana juliane julie jun jurgen justin justyna kai kamal kamil karen karim
karin karina karl karolina kasia katarina kate katharine katherine katie katja kavita keiko keith
kelly ken kendra kenji kerstin kevin khalid kim kirsten klara klaus kofi konrad kristen kristian
kristin kristina krzysztof kumar kwabena kwame kyle kyoko lakshmi lars laszlo latoya laura lauren
laurent laurie lea leah leandro leila lena lennart leo leon leonardo leonie leslie liam lidia lilian
lina linda lindsay lisa liz lorena lorenzo lotte louis louisa louise lucas lucia lucie lucy ludwig
luis luiz luka lukas luke maciej madison magda magdalena magnus mahmoud maja malgorzata malik manuel
manuela marc marcel marcin marco marcus marek margaret maria mariam mariana mariano marie marina
mario marius markus marlene marta martha martin mary mateo mateusz mathieu matt matteo matthew
matthias matthijs maureen mauro maya megan mehdi mehmet mei melanie melissa mercedes mia michael
michal michele michelle miguel mikael mike mikhail mila milan milena min minho miriam mitchell
mohamed mohammad mohammed monica moritz mustafa myriam nadia nadine naomi natalia natalie natasha
nathalie nathan neha nelson niamh nicholas nick nicola nicolas nicole nikhil nikita nikolai nikolaos
nils nina noah noam noemi noor nora nour oleg oleksandr olena olga oliver olivia oliwia omar osama
oscar oskar otto pablo pamela paolo parisa pascal patricia patrick patrik paul paula pavel pavlo
pedro penelope petar peter petra phil philip philipp philippa pierre pilar piotr pooja prakash
pranav priya priyanka przemek quentin rachel rafael rafal rahul raj rajesh ralf ramon ramona randall
rania raphael rashid raul ravi raymond rebecca rebekah reiko reinhard renate renee ricardo richard
rita robert roberto rohan rohit roland romain roman ronald ronan rosa rosalind ross roxana ruben
rudolf rui rupert ruslan ruth ryan sabine sabrina sadia saeed salma salvatore sam samantha samuel
sandra sanjay sanne santiago sapna sara sarah sarika sasha saskia satoshi saul scott sean sebastian
sebastien selim selma serge sergei sergey shane shannon sharon shauna sheila sherry shreya sigrid
silke silvia simon simone sinead siobhan slawomir snehal sofia solveig sonia sophie soraya soren
srinivas stacey stanislav stefan stella stephanie stephen steve steven sunil sunita susan susanne
suzanne sven svetlana swati sybille sylvain sylvia tadeo tadeusz takashi takeshi tamara tanja tanya
tariq tatiana tatjana terry thabo theo theresa therese thiago thomas tiago tiffany tim tina tobias
tobin tom tomas tomasz tomoko toni tony tracy trevor tristan tyler ulrich ursula ute uwe valentina
valeria valerie vanessa vera veronica veronika vicente victor victoria vikram viktor viktoria vinay
vincent violeta vivek vivian vladimir walter wanda wanjiru wei wendy werner wiebke willem william
wojciech wolfgang xavier yan yara yasmin yasmine yasuo yolanda yosef youssef yuki yumi yuri yusuf
yuto yuvi yvonne zainab zara zeynep zoe zofia zsofia zuzana
"""
