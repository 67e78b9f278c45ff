An event that is about to end says so, and what comes then.
store ending
size 80 24
show styles
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249       r8 in force on 3 of 3
| Domain            Mode         Reports last hour  24 hours  queue old 60 min
|▲acme.example      Enabled 12m! OFF     322/100 ! 388/500      111  9h ▁▁▁▂▂█▆▄▂
|~contoso.example   Disabled     on        5/200   138/150 ~      0   - ▁▁▁▁▁▁▁▁█
| elsewhere.example                        2/200         2        0   - ▁▁▁▁▁▁▁▁█
| fabrikam.example  Disabled     on        0/200         0        0   - ▁▁▁▁▁▁▁▁▁
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
|3 selected: ▲acme.example      Enabled 12m! OFF     322/100 ! 388/500      111  9h ▁▁▁▂▂█▆▄▂
|4 near: ~
|4 near: 138/150 ~
key Enter
show
| mtacon  1 Domains [Domain]                                           15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249       r8 in force on 3 of 3
| acme.example   last hour 322/100 ! 24 h 388/500
| temporary 388  permanent 0  expired 2   (24 h)
| queued 111  oldest 9h  expiring within 6 h 3, 24 h 14
| mode Enabled until 24 Nov 15:16Z, in force on 3 of 3
| reports OFF (Disabled when on Continuity), in force on 3 of 3
| its event ends in 12m: then Disabled (c extends)
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
| no reply 4      21       21  no reply, temporary
| expired          2        2  expired in the queue
|
| c continuity  b bounce  a thresholds  t tell  e edit  v graph  ? help  Esc back
