"""The English names of sections, by what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ENGLISH: Mapping[str, str] = MappingProxyType(
    {
        "SUMMARY": """
        summary, executive summary, incident summary, overview, tl dr, tldr, abstract, what
        happened, description, incident description, incident overview, synopsis, problem summary,
        issue summary, incident, outage summary, brief, brief summary, postmortem summary, issue,
        the incident, summary of the incident, problem description, high level summary, in short,
        problem
    """,
        "NARRATIVE": """
        narrative, story, the story, detailed description, what happened in detail, full story,
        speaker notes narrative, incident narrative, detailed summary, long summary, details of the
        incident, detailed account, leadup, lead up, background, context and background
    """,
        "DETAILS": """
        details, incident details, metadata, meta, general information, basic info, incident
        information, incident info, facts, key facts, at a glance, header, information, severity
        classification, incident metadata, stats, statistics, basic information, incident data,
        metrics, key metrics
    """,
        "KEY_EVENTS": """
        key events, key times, key dates, times, key timestamps, important times, key moments,
        incident times, dates
    """,
        "TIMELINE": """
        timeline, incident timeline, timeline of events, chronology, detailed timeline, event
        timeline, events timeline, sequence of events, chronology of events, events, log of events,
        incident log, event log, time line, timelines, the timeline, follow up timeline,
        chronological events, timeline and events, incident events, log, logbook, incident timeline
        and events, activity log, minute by minute
    """,
        "ACTIONS": """
        action items, action item, actions, action points, action plan, review actions, corrective
        actions, corrective action, follow up actions, follow up action, follow up tasks, follow up
        items, follow ups, followup, follow up, followups, followup actions, followup items, follow
        up work, followup tasks, tasks, todo, todos, to do, to dos, to do list, todo list, to do
        items, next steps, next actions, preventive actions, preventative actions, corrective and
        preventive actions, corrective and preventative actions, capa, corrective and preventative
        measures, corrective and preventive measures, tasks to address the issue, action items to
        follow up, remediation items, remediation actions, remediation tasks, remediation plan,
        postmortem actions, postmortem action items, post mortem actions, post mortem action items,
        incident actions, future actions, improvement actions, improvement items, outstanding
        actions, open actions, planned actions, further actions, actions to take, actions to be
        taken, action list, list of actions, agreed actions, recommended actions, resulting actions,
        resulting action items, aftercare, tasks and follow ups, action items and next steps, action
        items and follow ups, action items follow ups, action register, agreed action items,
        followup work, measures, follow up action items, postmortem follow ups, items to follow up,
        long term actions and next steps, corrective measures, corrective steps, what we agreed,
        what was agreed, commitments, our commitments, agreements, what we agreed on, who does what
    """,
        "REMEDY": """
        remediation, remediations, prevention, prevention measures, preventive measures,
        preventative measures, preventing recurrence, recurrence prevention, improvements, proposed
        improvements, proposal improvements, improvement proposals, suggested improvements, possible
        improvements, planned improvements, recommendations, recommendation, future work, future
        improvements, what we are doing, what we will do, what are we doing about it, what we re
        doing about it, what will we do, moving forward, going forward, looking forward, how do we
        prevent this, how will we prevent this, how to prevent this, how can we prevent this, how do
        we prevent this in the future, how do we prevent this from happening again, what are we
        doing to prevent this, preventing future incidents, future prevention, long term fixes, long
        term fix, areas for improvement and next steps, follow through, process improvements,
        permanent fix, permanent solution, proposed actions, proposals, proposed solutions,
        suggestions, long term solution, what we re changing, mitigations, future mitigation, future
        mitigations, steps to prevent recurrence, safeguards, what s next, what is next,
        what happens next, where we go from here, where do we go from here, the road ahead, the way
        forward, looking ahead, what comes next, our plan, prevention
        and improvements, improvement plan
    """,
        "IMPACT": """
        impact, impacts, incident impact, impact assessment, user impact, customer impact, business
        impact, impact analysis, effect, effects, consequences, scope of impact, blast radius,
        technical impact, system impact, impact on users, impact on customers, impact summary, what
        was the impact, damage, affected users and impact, slo impact, scope, impact and scope
    """,
        "ROOT_CAUSE": """
        root cause, root causes, root cause analysis, rca, cause, causes, blameless root cause,
        underlying cause, underlying causes, cause analysis, trigger, what caused it, what went
        wrong technically, why did it happen, why did this happen, fault, technical cause, technical
        root cause, primary cause, process cause, immediate cause, root cause and trigger, technical
        analysis, analysis, what caused this, why it happened, root cause s, root cause and
        resolution, causes of the incident, why it persisted, the cause, root causes and trigger,
        root cause s and trigger
    """,
        "FACTORS": """
        contributing factors, contributing factor, contributing causes, contributing conditions,
        contributory factors, secondary causes, factors, enablers, mitigators and contributors,
        contributors, risk factors
    """,
        "WHYS": """
        five whys, 5 whys, five why s, 5 why s, 5 whys analysis, five whys analysis, whys, the five
        whys, the 5 whys, 5 why, 5 why analysis, five why, why analysis, 5whys
    """,
        "DETECTION": """
        detection, how was it detected, how was the incident detected, how did we detect it, how we
        found out, how did we find out, identification, identified, discovery, how was it
        discovered, incident detection, monitoring and detection, alerting, monitoring, detection
        and alerting, how detected
    """,
        "DETECTION_GAPS": """
        detection gaps, detection gap, monitoring gaps, monitoring gap, gaps in detection,
        observability gaps
    """,
        "RESOLUTION": """
        resolution, recovery, fix, immediate fix, resolution and recovery, how was it resolved, how
        was it fixed, how did we fix it, how we fixed it, the fix, mitigation, mitigation and
        resolution, mitigation steps, immediate actions taken, actions taken, action taken,
        response, incident response, response and resolution, steps taken, resolution steps,
        solution, what we did, corrective actions taken, immediate response, immediate mitigation,
        recovery steps, repair, response and recovery, resolution details, remediation steps taken,
        recovery and resolution, workaround, actions taken during the incident, immediate
        remediation, mitigation actions, recovery actions, solution applied
    """,
        "VALIDATION": """
        validation, verification, verification process, fix validation, how was the fix verified,
        confirmation, verification of the fix
    """,
        "LESSONS": """
        lessons, lessons learned, lessons learnt, lesson learned, learnings, what we learned, what
        did we learn, key learnings, key takeaways, takeaways, insights, retrospective, reflection,
        reflections, response evaluation, learning, lessons we learned, lessons learned and insights
    """,
        "WENT_WELL": """
        what went well, went well, things that went well, what worked well, what worked, what we did
        well, what did we do well, what went right, positives, successes, good, the good, what did
        go well, strengths, effective actions
    """,
        "WENT_POORLY": """
        what went wrong, went wrong, things that went poorly, things that went badly, what went
        poorly, what went badly, what went less well, what didn t go well, what did not go well,
        what didnt go well, what didn t go so well, what did not go so well, what didnt go so well,
        what could have been better, what could have gone better, what could be better, what could
        be improved, what can be improved, what could improve, what can we improve, what could we
        improve, what could we have done better, what can we do better, what we could have done
        better, what could we do better, areas for improvement, areas of improvement, what to
        improve, what needs improvement, what needs to be improved, things to improve, challenges,
        negatives, the bad, bad, what hindered us, difficulties, what didn t work, what did not
        work, weaknesses, improvement areas, opportunities for improvement, opportunities to
        improve, what went not so well, where we can improve, where we could improve, what failed
    """,
        "LUCKY": """
        where we got lucky, where did we get lucky, lucky, luck, how we got lucky, things we got
        lucky with, where were we lucky, we got lucky, got lucky, what was lucky
    """,
        "SURPRISING": """
        surprising findings, surprises, what surprised us, surprising, unexpected findings, what was
        surprising
    """,
        "REFERENCES": """
        references, reference, links, related documents, related documentation, supporting
        information, supporting material, resources, appendix, appendices, further reading, useful
        links, related links, additional resources, related resources, see also, attachments,
        supporting documents, evidence, relevant links, related issues, related prs, related pull
        requests, related tasks, external links, documents
    """,
        "OTHER": """
        table of contents, contents, toc, questions and answers, q and a, q a, faq, glossary,
        acknowledgements, open questions, questions, questions for follow up, attendees,
        participants, responders, roles, review, review and sign off, sign off, signoff, approvals,
        related incidents, recurring incidents, previous incidents, communication, communications,
        technical details, technical elements, notes, conclusion, closing thoughts, revision
        history, change log, changelog, document history, disclaimer
    """,
        "APART": """
        detection coverage map, detection coverage, validation plan, tracking notes, incident follow
        up summary, roll up, rollup
    """,
    }
)
