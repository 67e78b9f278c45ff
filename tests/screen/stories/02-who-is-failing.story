Worst first: acme.example is over both thresholds. The row opens, the graphs turn.
store fleet
size 80 24
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r4 saved, no node enrolled
| Domain                  Mode             Reports last hour  24 hours  queue old
|▲acme.example            Disabled (saved) on      322/100 ! 388/500      111  9h
|~contoso.example         Disabled (saved) on        5/200   138/150 ~      0   -
| elsewhere.example                                  2/200         2        0   -
| fabrikam.example        Disabled (saved) on        0/200         0        0   -
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
key v
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r4 saved, no node enrolled
| Domain                  Mode             Reports last hour  24 hours  queue old
|▲acme.example            Disabled (saved) on      322/100 ! 388/500      111  9h
|~contoso.example         Disabled (saved) on        5/200   138/150 ~      0   -
| elsewhere.example                                  2/200         2        0   -
| fabrikam.example        Disabled (saved) on        0/200         0        0   -
|
| acme.example
| failures per hour, last 24 h  ┄┄ threshold 100  code        last h     24 h
|    400┤                                         421            249      249
|       │                                         450             52      118
|       │                      ▅                  no reply 4      21       21
|       │                      █                  expired          2        2
|       │                      █                  recipients waiting, by reason
|    200┤                      █                      101 421 4.3.2 Service not …
|       │                      █                       10 Connection refused
|       │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄█┄
|       │                      █
|       │▁ ▂▁▁▁▁▁ ▂▁▁▁▁▁ ▂▁▁▁▁▁█▄
|      0┴───────────────────────^
|        16:00     04:00    15:00
|
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
key Enter
show
| mtacon  1 Domains [Domain]                                           15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r4 saved, no node enrolled
| acme.example   last hour 322/100 ! 24 h 388/500
| temporary 388  permanent 0  expired 2   (24 h)
| queued 111  oldest 9h  expiring within 6 h 3, 24 h 14
| mode Disabled, saved; in force nowhere: no node is enrolled
| reports on (Enabled), saved; in force nowhere: no node is enrolled
|
| failures per hour, last 24 h  ┄┄ threshold 100
|    400┤                                                                  ▁▁
|       │                                                                  ██
|    200┤                                                                  ██
|       │▁▁┄┄┄┄▁▁┄▁▁┄▁▁┄▁▁┄▁▁┄▁▁┄┄┄┄▁▁┄▁▁┄▁▁┄▁▁┄▁▁┄▁▁┄┄┄┄▁▁┄▁▁┄▁▁┄▁▁┄▁▁┄▁▁┄██┄▂▂┄
|      0┴─────────────────────────────────────────────────────────────────────^^^
|        16:00                             04:00                            15:00
|                                                                   more below: j
| code        last h     24 h  meaning
| 421            249      249  service not available, closing channel
| 450             52      118  mailbox unavailable (busy)
| no reply 4      21       21  no reply, temporary
| expired          2        2  expired in the queue
| recipients waiting, by reason
|
| c continuity  b bounce  a thresholds  t tell  e edit  v graph  ? help  Esc back
key v
show
| mtacon  1 Domains [Domain]                                           15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r4 saved, no node enrolled
| acme.example   last hour 322/100 ! 24 h 388/500
| temporary 388  permanent 0  expired 2   (24 h)
| queued 111  oldest 9h  expiring within 6 h 3, 24 h 14
| mode Disabled, saved; in force nowhere: no node is enrolled
| reports on (Enabled), saved; in force nowhere: no node is enrolled
|
| rolling 24 h total, last 7 days  ┄┄ threshold 500
|    500┤┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄▁
|       │                                                                       █
|    250┤         ▄▄▄▄▄▄▄▄▄▄▄▂▂▂▂▂▂▂▂▂▂                                         █
|       │         ████████████████████████████████▆▆▆▆▆▆▆▆▆▆▄▄▄▄▄▄▄▄▄▄▃▃▄▄▄▅▅▆▆▇█
|      0┴───────────────────────────────────────────────────────────────────────^
|        Tue 17                            Sat 21                       Tue 15:00
|                                                                   more below: j
| code        last h     24 h  meaning
| 421            249      249  service not available, closing channel
| 450             52      118  mailbox unavailable (busy)
| no reply 4      21       21  no reply, temporary
| expired          2        2  expired in the queue
| recipients waiting, by reason
|
| c continuity  b bounce  a thresholds  t tell  e edit  v graph  ? help  Esc back
