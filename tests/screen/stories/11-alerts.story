# Alerts: the banner on every screen, the list, acknowledging, muting, the outbox.
store alerts
size 80 24
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts (1) 4 History 5 System 6 Codes  15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 1 of 3: p
| Domain                      Mode             Reports last hour  24 hours  queue
|▲acme.example                Enabled 2h00 1/3 OFF 1/3 322/100 ! 388/500      111
|~contoso.example   muted 30m Disabled 2/3?    on        5/200   138/150 ~      0
| elsewhere.example                                      2/200         2        0
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
key 3
show
| mtacon  1 Domains 2 Nodes [3 Alerts (1)] 4 History 5 System 6 Codes  15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 1 of 3: p
| open: 1 firing, 1 acknowledged, 1 muted
| mails not sent at all: 1, waiting: 1; O shows them
| state        domain                 window    count/threshold since       blind
|▲firing       acme.example           last hour       388/100 ! 14:54           1
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
| mode Enabled until 24 Nov 17:04Z, in force on 1 of 3; mta1 has Disabled; mta3
| unknown since 15:02Z, had Disabled
| reports OFF (Disabled when on Continuity), in force on 1 of 3; mta1 has on;
|
| Enter open  K acknowledge  M mute  U unmute  c continuity  ? help  q quit
key K
show
| mtacon  1 Domains 2 Nodes [3 Alerts (1)] 4 History 5 System 6 Codes  15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| Acknowledge: acme.example   (2 open alerts)
| Note                                         no mails until recovered
| [ Save ]  [ Cancel ]
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
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
type anna calls them
key Tab Enter
show
| mtacon  1 Domains 2 Nodes [3 Alerts] 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 1 of 3: p
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
key Down Down M Right
show
| mtacon  1 Domains 2 Nodes [3 Alerts] 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| Mute: contoso.example   (1 open alert)
| For           ( ) 30 min  ( ) 2 h  (x) until recovered
| Note                                         why; no mails meanwhile
| [ Save ]  [ Cancel ]
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
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key Esc Esc O
show
| mtacon  3 Alerts [Outbox]                                            15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 1 of 3: p
| state    kind      to                               domain          queued
| dead     firing    anna2@noc.example                acme.example    11-24 14:54
| queued   firing    anna1@noc.example                acme.example    11-24 14:54
| sent     firing    anna0@noc.example                acme.example    11-24 14:54
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
| [mtacon] acme.example: 388 failures in the last hour (threshold 100)
| given up after 3 tries: no node is up to take it
|
|
|
| Enter open  k ↑ up  j ↓ down  / filter  ? help  Esc back
key Down Down
show
| mtacon  3 Alerts [Outbox]                                            15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 1 of 3: p
| state    kind      to                               domain          queued
| dead     firing    anna2@noc.example                acme.example    11-24 14:54
| queued   firing    anna1@noc.example                acme.example    11-24 14:54
| sent     firing    anna0@noc.example                acme.example    11-24 14:54
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
| [mtacon] acme.example: 388 failures in the last hour (threshold 100)
| sent 2026-11-24 14:54:35 by mta1: taken by mta1.isp.example
|
|
|
| Enter open  k ↑ up  j ↓ down  / filter  ? help  Esc back
key Esc Up Up Enter
show
| mtacon  3 Alerts [Domain]                                            15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 1 of 3: p
| acme.example   last hour 322/100 ! 24 h 388/500
| temporary 388  permanent 0  expired 2   (24 h)
| queued 111  oldest 9h  expiring within 6 h 3, 24 h 14
| mode Enabled until 24 Nov 17:04Z, in force on 1 of 3; mta1 has Disabled; mta3
| unknown since 15:02Z, had Disabled
| reports OFF (Disabled when on Continuity), in force on 1 of 3; mta1 has on;
| mta3 unknown since 15:02Z, had on
| its event ends in 2h00: then Disabled (c extends)
|
| failures per minute, last 60 min
|     80┤                                       ▂
|       │                                       █
|     40┤                                       █
|       │                 ▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▃▃▃▄▄▄▆█▆▆▆▅▆▄▄▄▃▃▃▂▂▂▂▂▂▂▂▂
|      0┴───────────────────────────────────────────────────────────^
|        14:05                       14:35                      15:04
|                                                                   more below: j
| code        last h     24 h  meaning
| 421            249      249  service not available, closing channel
| 450             52      118  mailbox unavailable (busy)
|
| c continuity  b bounce  a thresholds  t tell  e edit  v graph  ? help  Esc back
