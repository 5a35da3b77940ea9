"""The names of sections and labelled lines in other languages than English, by what they mean.

Within one meaning a line holds a language: German, French, Spanish, Portuguese, Dutch, Italian,
Russian, Japanese, Chinese, Korean. Accents make no difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "SUMMARY": """
        zusammenfassung, was ist passiert, was geschah, kurzfassung, überblick, übersicht, vorfall,
        résumé, que s est il passé, synthèse, description de l incident,
        resumen, qué pasó, qué ocurrió, resumen ejecutivo, descripción del incidente,
        resumo, o que aconteceu, resumo executivo, descrição do incidente,
        samenvatting, wat is er gebeurd, wat gebeurde er,
        sommario, riepilogo, cosa è successo,
        краткое описание, резюме, что произошло, описание,
        概要, サマリー, 摘要, 概述, 事件概述, 事故概要,
        요약, 개요, 장애 개요
    """,
        "DETAILS": "общая информация, детали инцидента",
        "TIMELINE": """
        zeitleiste, zeitverlauf, ablauf, zeitstrahl, zeitlicher ablauf, zeitlinie, verlauf,
        chronologie, chronologie des événements, déroulé, déroulement,
        cronología, línea de tiempo, línea temporal, cronología de eventos,
        cronologia, linha do tempo, tijdlijn, verloop, linea temporale, cronistoria,
        хронология, таймлайн, хронология событий, ход событий, временная шкала,
        タイムライン, 時系列, 时间线, 時間線, 时间轴, 事件时间线,
        타임라인, 경과, 장애 경과, 시간대별 경과
    """,
        "ACTIONS": """
        maßnahmen, nächste schritte, aufgaben, folgemaßnahmen, offene punkte, aktionen,
        aktionspunkte, korrekturmaßnahmen, maßnahmenplan, abhilfemaßnahmen,
        plan d action, actions correctives, actions à mener, prochaines étapes, plan d actions,
        actions de suivi, actions préventives, mesures correctives,
        acciones, acciones correctivas, plan de acción, próximos pasos, elementos de acción,
        tareas, acciones de seguimiento, acciones preventivas, puntos de acción,
        ações, ações corretivas, plano de ação, próximos passos, itens de ação, tarefas,
        acties, actiepunten, vervolgstappen, vervolgacties, verbeteracties, actielijst,
        azioni, azioni correttive, piano d azione, prossimi passi,
        задачи, план действий, действия, дальнейшие действия, дальнейшие шаги, следующие шаги,
        меры, корректирующие действия, что сделать,
        アクションアイテム, アクション, 対応事項, 再発防止策, 再発防止,
        改进措施, 行动项, 后续行动, 后续措施, 待办事项, 行动计划, 改善措施, 後續行動,
        재발 방지 대책, 재발 방지, 후속 조치, 조치 사항, 액션 아이템, 향후 계획, 개선 사항
    """,
        "REMEDY": """
        verbesserungen, prävention, empfehlungen, vorbeugung,
        améliorations, prévention, recommandations, prevención, mejoras, recomendaciones,
        prevenção, melhorias, recomendações, verbeteringen, aanbevelingen, preventie,
        prevenzione, miglioramenti, предотвращение, улучшения, профилактика, рекомендации,
        再发防止, 改善点,
        개선 방안
    """,
        "IMPACT": """
        auswirkungen, auswirkung, folgen, conséquences, impacto, consecuencias, gevolgen, impatto,
        влияние, последствия, воздействие, ущерб, 影響, 影响, 影响范围, 影響範囲,
        영향, 영향 범위
    """,
        "ROOT_CAUSE": """
        ursache, ursachen, ursachenanalyse, grundursache, hauptursache,
        cause racine, causes racines, cause profonde, analyse des causes,
        causa raíz, causa, causas, causa raiz, análisis de causa raíz, análise de causa raiz,
        oorzaak, oorzaken, hoofdoorzaak, grondoorzaak, causa principale,
        первопричина, причина, причины, корневая причина, анализ причин,
        原因, 根本原因, 根因, 根因分析, 根本原因分析,
        원인, 근본 원인, 장애 원인
    """,
        "FACTORS": """
        begünstigende faktoren, beitragende faktoren, facteurs contributifs,
        factores contribuyentes, fatores contribuintes, bijdragende factoren,
        способствующие факторы, факторы, 促成因素
    """,
        "WHYS": """
        fünf warum, 5 warum, 5 w, cinq pourquoi, 5 pourquoi, les 5 pourquoi, cinco porqués,
        5 porqués, los 5 porqués, cinco porquês, 5 porquês, vijf keer waarom, 5x waarom,
        cinque perché, 5 perché, 5 почему, пять почему, なぜなぜ分析
    """,
        "DETECTION": """
        erkennung, entdeckung, détection, detección, detecção, detectie, rilevamento,
        обнаружение, как обнаружили, 検知, 检测, 发现,
        탐지, 감지
    """,
        "RESOLUTION": """
        lösung, behebung, behebung des problems, résolution, resolución, solución, resolução,
        solução, oplossing, herstel, risoluzione, решение, устранение, восстановление,
        対応, 解決, 解决方案, 解决, 处理过程, 対応内容,
        조치, 복구, 조치 내용, 해결
    """,
        "VALIDATION": "проверка",
        "LESSONS": """
        erkenntnisse, gelernte lektionen, was wir gelernt haben, lehren,
        leçons apprises, enseignements, lecciones aprendidas, aprendizajes,
        lições aprendidas, aprendizados, geleerde lessen, lessen, lezioni apprese,
        выводы, извлеченные уроки, уроки, 学び, 教訓, 经验教训, 教训,
        교훈, 배운 점
    """,
        "WENT_WELL": """
        was gut lief, was lief gut, ce qui s est bien passé, ce qui a bien fonctionné,
        lo que salió bien, qué salió bien, o que deu certo, o que correu bem, wat ging goed,
        wat goed ging, cosa è andato bene, что прошло хорошо, что было хорошо,
        良かったこと, うまくいったこと, 做得好的
    """,
        "WENT_POORLY": """
        was schlecht lief, was lief schlecht, was lief nicht gut, was nicht gut lief,
        ce qui s est mal passé, ce qui n a pas fonctionné, ce qui a moins bien fonctionné,
        lo que salió mal, qué salió mal, o que deu errado, o que correu mal, wat ging fout,
        wat ging mis, wat ging niet goed, cosa è andato male,
        что прошло плохо, что пошло не так, что можно улучшить,
        悪かったこと, うまくいかなかったこと, 做得不好的
    """,
        "LUCKY": """
        wo wir glück hatten, glück, où nous avons eu de la chance, dónde tuvimos suerte,
        onde tivemos sorte, waar hadden we geluk, где нам повезло, повезло, 幸運だったこと
    """,
        "SURPRISING": "что удивило, неожиданное",
        "REFERENCES": """
        referenzen, anhang, quellen, références et liens, références, annexes, referencias,
        anexos, referências, bijlagen, ссылки, материалы, приложения,
        参考, 参考资料, 参考リンク, 関連リンク, 関連資料
    """,
        "OTHER": "inhalt, beteiligte, содержание, участники, связанные инциденты",
        "TITLE": "titel, titre, título, название",
        "DATE": """
        datum, datum des vorfalls, date de l incident, fecha, fecha del incidente,
        data do incidente, datum incident, дата, дата инцидента, 日付, 发生日期, 日期,
        날짜, 발생일, 장애 일자
    """,
        "SEVERITY": """
        schweregrad, priorität, gravité, sévérité, priorité, severidad, gravedad, prioridad,
        severidade, gravidade, prioridade, ernst, prioriteit, gravità,
        серьезность, критичность, приоритет, 重大度, 严重程度, 严重级别, 级别,
        등급, 심각도, 장애 등급
    """,
        "AUTHORS": """
        autor, autoren, autorin, autorinnen, verfasser, auteur, auteurs, autores, autora,
        auteur s, autore, автор, авторы, 作者, 作成者,
        작성자
    """,
        "REVIEWERS": "рецензенты, проверил",
        "SERVICES": """
        betroffene dienste, betroffene systeme, dienste, services touchés, services impactés,
        servicios afectados, serviços afetados, getroffen diensten,
        затронутые сервисы, сервис, сервисы, 影響サービス, 受影响服务,
        영향 서비스
    """,
        "ID": "vorfallnummer, номер инцидента",
        "STARTED": """
        beginn, beginn des vorfalls, début, début de l incident, inicio, inicio del incidente,
        início, início do incidente, aanvang, inizio, начало, начало инцидента, 開始時刻, 开始时间,
        발생 시각, 시작 시각, 발생 시간
    """,
        "DETECTED": """
        entdeckt, erkannt, détecté, detectado, ontdekt, обнаружен, обнаружено, 检测时间,
        감지 시각, 인지 시각
    """,
        "RESTORED": "wiederhergestellt, rétabli, restaurado, hersteld, восстановлено",
        "RESOLVED": """
        ende, behoben, gelöst, fin, fin de l incident, résolu, fin del incidente, resuelto, fim,
        resolvido, einde, opgelost, risolto, конец, окончание, устранен, 終了時刻, 结束时间,
        종료 시각, 복구 시각, 해결 시각
    """,
        "ZONE": "zeitzone, fuseau horaire, zona horaria, fuso horário, tijdzone, часовой пояс",
    }
)
