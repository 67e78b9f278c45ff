Whoever watches the first row watches the worst. The order changes between the drawing and the key:
the key means the domain that was drawn under the cursor, not the one that has come first since.
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
burst c
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 2,324/h 55,590/24h  queue 249    r7 saved, on 1 of 3
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
key Esc
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
Off the first row the cursor stays with its domain, wherever that goes.
key Down
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
A row that is gone is no other row: the key does nothing.
key 2 G
sql DELETE FROM node WHERE name = 'mta3'
burst d
show
| mtacon  1 Domains [2 Nodes] 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 2 up  failures 324/h 390/24h  queue 126      r7 saved, on 1 of 2: p
| Node↑         state    active  defer hold  old exp6h last h   24 h  seen 60m
| mta1          was up        3     40    0   9h     1    104    170    3s ▁▁▄▇█▄
| mta2          was up        3     80    0   9h     2    135    135    3s ▁▁▂█▄▂
|
|
|
| mta2  Postfix 3.7.11  was up  policy: revision 7 by anna@jump1
| failures per minute, last 60 min                code        last h     24 h
|     60┤                         ▃               421             83       83
|       │                         █               450             52       52
|       │                         █               expired          2        2
|       │                         █
|       │                         █               recipients waiting, by reason
|     30┤                         █                    71 421 4.3.2 Service not …
|       │                         █
|       │                         █
|       │                         █
|       │           ▂▂▂▂▂▂▂▂▂▂▃▃▄▄█▆▇▆▆▄▄▃▃▂▂▂▂▂
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
| that row is gone
| Enter open  n new  d remove  E enrol  m messages  o log  ? help  q quit
