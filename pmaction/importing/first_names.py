"""First names that are common in teams; none that is more often a word."""

from __future__ import annotations

FIRST_NAMES = """
aaron adam adrian agnes ahmed akira alan albert alejandro alex alexander alexandra alexei ali
alice alicia alina amanda amit amy ana andre andrea andreas andrei andrew andy angela anil anita
ann anna anne anthony anton antonio arjun arthur ashley barbara beatriz ben benjamin bernd boris
brad brandon brian bruno camille carl carla carlos carmen carol caroline catherine charlie chen
chloe chris christian christina christine claire clara claudia daniel daniela david debbie
deepak denis diana diego dima dmitri dmitry dominik elena eli elizabeth emil emily emma eric
erik erin esther eva evan felix fernando fiona francisco frank gabriel george georg gina gonzalo
greg hannah hans harry heather helen henrik henry hiroshi hugo ian igor ines irina isabel ivan
jacob jake james jamie jan jane janet jason javier jeff jennifer jenny jeremy jerome jess
jessica jim joana joe joel johan johannes john jon jonas jonathan jorge jose joseph josh joshua
juan julia julian julie jun kai karen karl kate katharine katherine katie kelly ken kenji kevin
kim kumar kyle lars laura lauren lea lena leo leon lina linda lisa liz louis louise lucas lucia
lucy luis luiz luke maria marie marina mario marta martin mary mathieu matt matthew mei melissa
michael michelle miguel mike min minho mohamed monica nadia natalia natalie nathan neha nick
nicolas nicole nikhil nina nora olga oliver olivia omar oscar pablo paolo patricia patrick paul
paula pavel pedro peter petra phil philip philipp pierre piotr priya rachel rafael rahul raj
ralf rebecca ricardo richard rita robert roberto roman rosa ross ruth ryan sabine sam samantha
samuel sandra sara sarah scott sean sebastian sergei sergey sharon simon sofia sonia sophie
stefan stephanie stephen steve steven susan sven takashi tanya tatiana thomas tim tina tobias
tom tomas toni tony tyler ulrich valentina vera victor victoria vikram vincent vladimir walter
wei wolfgang xavier yan yuki yuri yusuf yuvi zoe
"""
