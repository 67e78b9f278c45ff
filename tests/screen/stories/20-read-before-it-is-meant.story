The worst changes, and it is drawn: a key right after that was meant for the domain before.
store policy
size 80 24
show styles
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 1 of 3: p
| Domain                  Mode             Reports last hour  24 hours  queue old
|▲acme.example            Enabled 2h00 1/3 OFF 1/3 322/100 ! 388/500      111  9h
|~contoso.example         Disabled 2/3?    on        5/200   138/150 ~      0   -
| elsewhere.example                                  2/200         2        0   -
| fabrikam.example        Disabled 2/3?    on        0/200         0        0   -
|
| acme.example
| failures per minute, last 60 min                code        last h     24 h
|     80┤                                         421            249      249
|       │                                         450             52      118
|       │                         █               no reply 4      21       21
|       │                         █               expired          2        2
|       │                         █               recipients waiting, by reason
|     40┤                         █                   101 421 4.3.2 Service not …
|       │                         █                    10 Connection refused
|       │                         █
|       │                       ▁▂█▅▇▄▅▂▁
|       │           ▃▄▄▄▃▄▄▄▃▄▇▇█████████▆▇▄▄▃▄▄
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
|
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
|1 bad: nodes 0 of 3 up
|1 near: r7 saved, on 1 of 3: p
|3 selected: ▲acme.example            Enabled 2h00 1/3 OFF 1/3 322/100 ! 388/500      111  9h
|4 near: ~
|4 near: Disabled 2/3?
|4 near: on
|4 near: 138/150 ~
|6 near: Disabled 2/3?
|6 near: on
sql UPDATE failure_minute SET count = count * 400 WHERE domain = (SELECT id FROM seen_domain WHERE name = 'contoso.example')
sql UPDATE failure_hour SET count = count * 400 WHERE domain = (SELECT id FROM seen_domain WHERE name = 'contoso.example')
wait 1000
show styles
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 2,324/h 55,590/24h  exp<6h 6  r7 saved, on 1 of 3: p
| Domain             Mode             Reports   last hour     24 hours  queue old
|▲contoso.example    Disabled 2/3?    on      2,000/200 ! 55,200/150 !      0   -
|▲acme.example       Enabled 2h00 1/3 OFF 1/3   322/100 !    388/500      111  9h
| elsewhere.example                               2/200            2        0   -
| fabrikam.example   Disabled 2/3?    on          0/200            0        0   -
|
| contoso.example
| failures per minute, last 60 min                code        last h     24 h
|   2000┤                                   █     550          2,000   55,200
|       │                                   █     recipients waiting, by reason
|       │                                   █     nothing waits with a reason
|       │                                   █
|       │                                   █
|   1000┤                                   █
|       │                                   █
|       │                                   █
|       │                                   █
|       │                                   █
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
|
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
|1 bad: nodes 0 of 3 up
|1 near: exp<6h 6
|1 near: r7 saved, on 1 of 3: p
|3 selected: ▲contoso.example    Disabled 2/3?    on      2,000/200 ! 55,200/150 !      0   -
|4 bad: ▲
|4 near: Enabled 2h00 1/3
|4 near: OFF 1/3
|4 bad: 322/100 !
|6 near: Disabled 2/3?
|6 near: on
wait 300
key c
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 2,324/h 55,590/24h  exp<6h 6  r7 saved, on 1 of 3: p
| Domain             Mode             Reports   last hour     24 hours  queue old
|▲contoso.example    Disabled 2/3?    on      2,000/200 ! 55,200/150 !      0   -
|▲acme.example       Enabled 2h00 1/3 OFF 1/3   322/100 !    388/500      111  9h
| elsewhere.example                               2/200            2        0   -
| fabrikam.example   Disabled 2/3?    on          0/200            0        0   -
|
| contoso.example
| failures per minute, last 60 min                code        last h     24 h
|   2000┤                                   █     550          2,000   55,200
|       │                                   █     recipients waiting, by reason
|       │                                   █     nothing waits with a reason
|       │                                   █
|       │                                   █
|   1000┤                                   █
|       │                                   █
|       │                                   █
|       │                                   █
|       │                                   █
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
| another row has just come here: once more, if you mean this one
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
key c
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 2,324/h 55,590/24h  queue 249    r7 saved, on 1 of 3
| Continuity mode: contoso.example   (revision 7)
| Continuity Mode
|  (x) Inherited from *           * has Disabled
|  ( ) Disabled                   the mail system works; users send through it
|  ( ) Optional                   each user decides
|  ( ) Enabled                    all Outlook users send through these nodes
| Until         (x) open  ( ) 1 h  ( ) 2 h  ( ) 4 h  ( ) 8 h  ( ) 24 h
|  no end, until changed
| Reason                                       incident number, required
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]
|
|
|
| Warning: the hourly threshold is above the daily one.
| Now mode Disabled, in force on 2 of 3; mta3 unknown since 15:02Z.
| After push: mode Disabled, reports to external senders on.
| Goes to: 3 of 3 nodes (enrolled); 1 out of reach get it when they return.
| Disabled is the usual state: mail goes from the client to the customer's own
| mail system and from there through the nodes. Submission straight to a node is
| refused.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
Later it is read: the first key counts.
key Esc
sql DELETE FROM failure_minute WHERE domain = (SELECT id FROM seen_domain WHERE name = 'contoso.example')
sql DELETE FROM failure_hour WHERE domain = (SELECT id FROM seen_domain WHERE name = 'contoso.example')
show styles
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 324/h 390/24h  queue 249      r7 saved, on 1 of 3: p
| Domain                  Mode             Reports last hour  24 hours  queue old
|▲acme.example            Enabled 2h00 1/3 OFF 1/3 322/100 ! 388/500      111  9h
| elsewhere.example                                  2/200         2        0   -
| contoso.example         Disabled 2/3?    on        0/200     0/150        0   -
| fabrikam.example        Disabled 2/3?    on        0/200         0        0   -
|
| acme.example
| failures per minute, last 60 min                code        last h     24 h
|     80┤                                         421            249      249
|       │                                         450             52      118
|       │                         █               no reply 4      21       21
|       │                         █               expired          2        2
|       │                         █               recipients waiting, by reason
|     40┤                         █                   101 421 4.3.2 Service not …
|       │                         █                    10 Connection refused
|       │                         █
|       │                       ▁▂█▅▇▄▅▂▁
|       │           ▃▄▄▄▃▄▄▄▃▄▇▇█████████▆▇▄▄▃▄▄
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
|
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
|1 bad: nodes 0 of 3 up
|1 near: r7 saved, on 1 of 3: p
|3 selected: ▲acme.example            Enabled 2h00 1/3 OFF 1/3 322/100 ! 388/500      111  9h
|5 near: Disabled 2/3?
|5 near: on
|6 near: Disabled 2/3?
|6 near: on
wait 700
key c
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 324/h 390/24h  queue 249         r7 saved, on 1 of 3
| Continuity mode: acme.example   (revision 7)
| Event         [ +2 h ]  [ +4 h ]  [ +8 h ]  [ End now ]   2h00 left
| Continuity Mode
|  ( ) Inherited from *           * has Disabled
|  ( ) Disabled                   the mail system works; users send through it
|  ( ) Optional                   each user decides
|  (x) Enabled                    all Outlook users send through these nodes
| Until         ( ) open  ( ) 1 h  ( ) 2 h  ( ) 4 h  ( ) 8 h  ( ) 24 h  (x) keep
|  ends 17:04 UTC
| Reason                                       incident number, required
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]
| Warning: all subscribers are inside acme.example itself: when it fails, they
| may not get the alert.
| Now mode Enabled until 24 Nov 17:04Z, in force on 1 of 3; mta1 has Disabled;
| mta3 unknown since 15:02Z, had Disabled.
| After push: mode Enabled, reports to external senders OFF; 111 queued messages
| are covered, 3 expire within 6 h.
| Goes to: 3 of 3 nodes (enrolled); 1 out of reach get it when they return.
| Enabled is for a failed mail server or network: Outlook clients switch over by
| themselves and send through the nodes; users need to do nothing.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
A list that was drawn empty: what has come since is not what the key meant.
key Esc 3
show
| mtacon  1 Domains 2 Nodes [3 Alerts] 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 324/h 390/24h  queue 249      r7 saved, on 1 of 3: p
| open: 0 firing, 0 acknowledged, 0 muted
| nobody is mailed: no watch runs (start mtacon watch)
| state        domain                 window    count/threshold since       blind
| No alert was ever open: a on a domain sets its thresholds, t who is told.
|
|
|
|
|
|
|
|
|
|
|
|
|
|
|
|
|
| Enter open  K acknowledge  M mute  U unmute  c continuity  ? help  q quit
sql INSERT INTO alert (id, domain, window, key, since, fired_at, threshold, count, peak, blind, mailed_at, mails, acknowledged_at, acknowledged_by, note, closed_at, closed_as) VALUES (1, 'acme.example', 'hourly', 'k1', 1795532000, 1795532000, 100, 300, 300, 0, 0, 0, 0, '', '', 0, '')
burst K
show
| mtacon  1 Domains 2 Nodes [3 Alerts (1)] 4 History 5 System 6 Codes  15:04:05Z
| nodes 0 of 3 up  failures 324/h 390/24h  queue 249      r7 saved, on 1 of 3: p
| open: 1 firing, 0 acknowledged, 0 muted
| nobody is mailed: no watch runs (start mtacon watch)
| state        domain                 window    count/threshold since       blind
|▲firing       acme.example           last hour       300/100 ! 14:53
|
|
|
|
|
|
|
|
|
|
|
| alert 1: threshold reached 11-24 14:53, noticed 14:53, peak 300, mails 0
| mode Enabled until 24 Nov 17:04Z, in force on 1 of 3; mta1 has Disabled; mta3
| unknown since 15:02Z, had Disabled
| reports OFF (Disabled when on Continuity), in force on 1 of 3; mta1 has on;
| mta3 unknown since 15:02Z, had on
| there is no row to do that with
| Enter open  K acknowledge  M mute  U unmute  c continuity  ? help  q quit
