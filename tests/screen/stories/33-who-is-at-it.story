The row of a domain says who is at its alerts, and K and M are for all of them; a domain over the threshold of * that is not configured has nobody to tell.
store alerts
size 80 24
sql UPDATE failure_hour SET count = 250 WHERE domain = (SELECT id FROM seen_domain WHERE name = 'elsewhere.example')
sql UPDATE failure_minute SET count = 250 WHERE domain = (SELECT id FROM seen_domain WHERE name = 'elsewhere.example')
show styles
| mtacon  [1 Domains] 2 Nodes 3 Alerts (1) 4 History 5 System 6 Codes  15:04:05Z
| nodes 0 of 3 up  failures 577/h 776/24h  queue 249      r7 saved, on 1 of 3: p
| Domain                      Mode             Reports last hour  24 hours  queue
|▲acme.example                Enabled 2h00 1/3 OFF 1/3 322/100 ! 388/500      111
|▲elsewhere.example           not configured           250/200 !     250        0
|~contoso.example   muted 30m Disabled 2/3?    on        5/200   138/150 ~      0
| fabrikam.example            Disabled 2/3?    on        0/200         0        0
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
| ▲ ALERT acme.example 388/100 /h since 14:54: 3 shows
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
|1 bad: nodes 0 of 3 up
|1 near: r7 saved, on 1 of 3: p
|3 selected: ▲acme.example                Enabled 2h00 1/3 OFF 1/3 322/100 ! 388/500      111
|4 bad: ▲
|4 bad: not configured
|4 bad: 250/200 !
|5 near: ~
|5 near: muted 30m Disabled 2/3?
|5 near: on
|5 near: 138/150 ~
|6 near: Disabled 2/3?
|6 near: on
|22 bad: ▲ ALERT acme.example 388/100 /h since 14:54: 3 shows
key 3 K
type anna calls them
key Tab Enter
show
| mtacon  1 Domains 2 Nodes [3 Alerts] 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 577/h 776/24h  queue 249      r7 saved, on 1 of 3: p
| open: 0 firing, 2 acknowledged, 1 muted
| mails not sent at all: 1, waiting: 1; O shows them
| state        domain                 window    count/threshold since       blind
| acknowledged acme.example           last hour       388/100 ! 14:54           1
| acknowledged acme.example           24 hours      1,066/500 ! 14:14           1
| muted        contoso.example        24 hours        156/150 ! 14:44           1
| recovered    acme.example           last hour        61/100   11-23 14:04
|
|
|
|
|
|
|
|
| alert 4: threshold reached 11-24 14:54, noticed 14:54, peak 401, mails 1
| nodes not read: 1; there may be more, and it cannot recover until they are
| acknowledged 15:04 by anna@jump1: anna calls them
| mode Enabled until 24 Nov 17:04Z, in force on 1 of 3; mta1 has Disabled; mta3
| unknown since 15:02Z, had Disabled
| acme.example: 2 alerts acknowledged, and open until over
| Enter open  K acknowledge  M mute  U unmute  c continuity  ? help  q quit
key Down
show
| mtacon  1 Domains 2 Nodes [3 Alerts] 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 577/h 776/24h  queue 249      r7 saved, on 1 of 3: p
| open: 0 firing, 2 acknowledged, 1 muted
| mails not sent at all: 1, waiting: 1; O shows them
| state        domain                 window    count/threshold since       blind
| acknowledged acme.example           last hour       388/100 ! 14:54           1
| acknowledged acme.example           24 hours      1,066/500 ! 14:14           1
| muted        contoso.example        24 hours        156/150 ! 14:44           1
| recovered    acme.example           last hour        61/100   11-23 14:04
|
|
|
|
|
|
|
|
| alert 2: threshold reached 11-24 14:14, noticed 14:14, peak 1,066, mails 1
| nodes not read: 1; there may be more, and it cannot recover until they are
| acknowledged 14:30 by bob@jump1: I call them
| mode Enabled until 24 Nov 17:04Z, in force on 1 of 3; mta1 has Disabled; mta3
| unknown since 15:02Z, had Disabled
|
| Enter open  K acknowledge  M mute  U unmute  c continuity  ? help  q quit
key 1 Down
show styles
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 577/h 776/24h  queue 249      r7 saved, on 1 of 3: p
| Domain                      Mode             Reports last hour  24 hours  queue
|▲acme.example      acked     Enabled 2h00 1/3 OFF 1/3 322/100 ! 388/500      111
|▲elsewhere.example           not configured           250/200 !     250        0
|~contoso.example   muted 30m Disabled 2/3?    on        5/200   138/150 ~      0
| fabrikam.example            Disabled 2/3?    on        0/200         0        0
|
| elsewhere.example  not configured: nobody is told
| failures per minute, last 60 min                code        last h     24 h
|    300┤                                         554            250      250
|       │                                   ▃     recipients waiting, by reason
|       │                                   █     nothing waits with a reason
|       │                                   █
|       │                                   █
|    150┤                                   █
|       │                                   █
|       │                                   █
|       │                                   █
|       │                                   █
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
|
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
|1 bad: nodes 0 of 3 up
|1 near: r7 saved, on 1 of 3: p
|3 bad: ▲
|3 near: acked
|3 near: Enabled 2h00 1/3
|3 near: OFF 1/3
|3 bad: 322/100 !
|4 selected: ▲elsewhere.example           not configured           250/200 !     250        0
|5 near: ~
|5 near: muted 30m Disabled 2/3?
|5 near: on
|5 near: 138/150 ~
|6 near: Disabled 2/3?
|6 near: on
|8 bad: not configured: nobody is told
The same at 60 and 132 columns.
size 60 18
show
| mtacon  [1 Domains] 2 3 4 5 6                    15:04:05Z
| nodes 0 of 3 up  queue 249          r7 saved, on 1 of 3: p
| Domain                           Mode             last hour
|▲acme.example           acked     Enabled 2h00 1/3 322/100 !
|▲elsewhere.example                not configured   250/200 !
|~contoso.example        muted 30m Disabled 2/3?      5/200
| fabrikam.example                 Disabled 2/3?      0/200
|
| elsewhere.example  not configured: nobody is told
| code        last h     24 h
| 554            250      250
|
| recipients waiting, by reason
| nothing waits with a reason
|
|
|
| Enter open  c continuity  b bounce  e edit  ? help  q quit
size 132 43
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes                                                          15:04:05Z
| nodes 0 of 3 up  failures 577/h 776/24h  queue 249  exp<6h 6  oldest 9h                                     r7 saved, on 1 of 3: p
| Domain                                                 Mode             Reports last hour  24 hours  queue old 60 min
|▲acme.example                                 acked     Enabled 2h00 1/3 OFF 1/3 322/100 ! 388/500      111  9h ▁▁▁▁▂▂▃█▆▄▂▂
|▲elsewhere.example                                      not configured           250/200 !     250        0   - ▁▁▁▁▁▁▁▁▁▁█▁
|~contoso.example                              muted 30m Disabled 2/3?    on        5/200   138/150 ~      0   - ▁▁▁▁▁▁▁▁▁▁█▁
| fabrikam.example                                       Disabled 2/3?    on        0/200         0        0   - ▁▁▁▁▁▁▁▁▁▁▁▁
|
| elsewhere.example  not configured: nobody is told
| failures per minute, last 60 min
|    300┤                                                                                                            ▃▃
|       │                                                                                                            ██
|    150┤                                                                                                            ██
|       │                                                                                                            ██
|      0┴──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────^^
|        14:05                                                     14:35                                                    15:04
|
|
| failures per hour, last 24 h  ┄┄ threshold 200
|    300┤                                                                                                              ▃▃▃▃
|       │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄████┄┄┄┄┄┄
|    150┤                                                                                                              ████
|       │                                                                                                              ████
|      0┴───────────────────────────────────────────────────────────────────────────────────────────────────────────────────^^^^^
|        16:00                                                     04:00                                                    15:00
|
|
| rolling 24 h total, last 7 days
|    300┤                                                                                                                           ▃
|       │                                                                                                                           █
|    150┤                                                                                                                           █
|       │                                                                                                                           █
|      0┴───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────^
|        Tue 17                                                      Sat 21                                                 Tue 15:00
|
|
| code        last h     24 h  meaning
| 554            250      250  transaction failed
|
| recipients waiting, by reason
| nothing waits with a reason
|
| Enter open  c continuity  b bounce  a thresholds  e edit  p push  n new  / filter  ? help  q quit  v graph
Both windows of a domain that nobody is at are acknowledged at once.
size 80 24
sql UPDATE alert SET acknowledged_at = 0, acknowledged_by = '', note = '' WHERE domain = 'acme.example'
key 3 Down K
type all of it
key Tab Enter
show
| mtacon  1 Domains 2 Nodes [3 Alerts] 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 577/h 776/24h  queue 249      r7 saved, on 1 of 3: p
| open: 0 firing, 2 acknowledged, 1 muted
| mails not sent at all: 1, waiting: 1; O shows them
| state        domain                 window    count/threshold since       blind
| acknowledged acme.example           last hour       388/100 ! 14:54           1
| acknowledged acme.example           24 hours      1,066/500 ! 14:14           1
| muted        contoso.example        24 hours        156/150 ! 14:44           1
| recovered    acme.example           last hour        61/100   11-23 14:04
|
|
|
|
|
|
|
|
| alert 2: threshold reached 11-24 14:14, noticed 14:14, peak 1,066, mails 1
| nodes not read: 1; there may be more, and it cannot recover until they are
| acknowledged 15:04 by anna@jump1: all of it
| mode Enabled until 24 Nov 17:04Z, in force on 1 of 3; mta1 has Disabled; mta3
| unknown since 15:02Z, had Disabled
| acme.example: 2 alerts acknowledged, and open until over
| Enter open  K acknowledge  M mute  U unmute  c continuity  ? help  q quit
