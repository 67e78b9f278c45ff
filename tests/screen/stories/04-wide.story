Wide and high: list and detail side by side, all three graphs.
store fleet
size 160 48
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes                                                                                      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  exp<6h 6  oldest 9h                                                             r4 saved, no node enrolled
| Domain            Mode             Reports last hour  24 hours  queue old 60 min     acme.example
|▲acme.example      Disabled (saved) on      322/100 ! 388/500      111  9h ▁▁▁▂▂█▆▄▂  failures per minute, last 60 min
|~contoso.example   Disabled (saved) on        5/200   138/150 ~      0   - ▁▁▁▁▁▁▁▁█      80┤
| elsewhere.example                            2/200         2        0   - ▁▁▁▁▁▁▁▁█        │                                       ▇
| fabrikam.example  Disabled (saved) on        0/200         0        0   - ▁▁▁▁▁▁▁▁▁        │                                       █
|                                                                                          40┤                                       █
|                                                                                            │                                       █ ▁
|                                                                                            │                 ▂▃▂▃▂▃▂▃▂▃▂▃▂▃▂▅▄▅▆▆▆███████▆▆▆▅▄▅▂▃▂▃▂▃▂▃▂
|                                                                                           0┴───────────────────────────────────────────────────────────^
|                                                                                             14:05                       14:35                      15:04
|
|                                                                                      failures per hour, last 24 h  ┄┄ threshold 100
|                                                                                         400┤
|                                                                                            │                                            ▅▅
|                                                                                            │                                            ██
|                                                                                         200┤                                            ██
|                                                                                            │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄██┄┄
|                                                                                            │▁▁  ▁▁▁▁▁▁▁▁▁▁▁▁  ▁▁▁▁▁▁▁▁▁▁▁▁  ▁▁▁▁▁▁▁▁▁▁▁▁██▃▃
|                                                                                           0┴──────────────────────────────────────────────^^
|                                                                                             16:00                 04:00                15:00
|
|                                                                                      rolling 24 h total, last 7 days  ┄┄ threshold 500
|                                                                                         500┤┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
|                                                                                            │                                                                  ▆
|                                                                                            │                                                                  █
|                                                                                         250┤         ▂▂▂▂▂▂▂▂▂▂                                               █
|                                                                                            │         ██████████▇▇▇▇▇▇▇▇▇▄▄▄▄▄▄▄▄▄▄▁▁▁▁▁▁▁▁▁▁                ▁▂█
|                                                                                            │         ███████████████████████████████████████▆▆▆▆▆▆▆▆▆▄▄▅▆▇▇████
|                                                                                           0┴──────────────────────────────────────────────────────────────────^
|                                                                                             Tue 17                         Sat 21                     Tue 15:00
|
|                                                                                      code        last h     24 h  meaning
|                                                                                      421            249      249  service not available, closing channel
|                                                                                      450             52      118  mailbox unavailable (busy)
|                                                                                      no reply 4      21       21  no reply, temporary
|                                                                                      expired          2        2  expired in the queue
|
|                                                                                      recipients waiting, by reason
|                                                                                          101 421 4.3.2 Service not available
|                                                                                           10 Connection refused
|
|
|
|
|
| Enter open  c continuity  b bounce  a thresholds  e edit  p push  n new  / filter  ? help  q quit  v graph
key Enter
show
| mtacon  1 Domains [Domain]                                                                                                                           15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  exp<6h 6  oldest 9h                                                             r4 saved, no node enrolled
| acme.example   last hour 322/100 ! 24 h 388/500
| temporary 388  permanent 0  expired 2   (24 h)
| queued 111  oldest 9h  expiring within 6 h 3, 24 h 14
| mode Disabled, saved; in force nowhere: no node is enrolled
| reports on (Enabled), saved; in force nowhere: no node is enrolled
|
| failures per minute, last 60 min
|     80┤
|       │                                                                              ▇▇
|       │                                                                              ██
|     40┤                                                                              ██
|       │                                                                              ██  ▁▁
|       │                                  ▂▂▃▃▂▂▃▃▂▂▃▃▂▂▃▃▂▂▃▃▂▂▃▃▂▂▃▃▂▂▅▅▄▄▅▅▆▆▆▆▆▆██████████████▆▆▆▆▆▆▅▅▄▄▅▅▂▂▃▃▂▂▃▃▂▂▃▃▂▂▃▃▂▂
|      0┴──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────^^
|        14:05                                                     14:35                                                    15:04
|
| failures per hour, last 24 h  ┄┄ threshold 100
|    400┤
|       │                                                                                                                                    ▅▅▅▅▅
|       │                                                                                                                                    █████
|    200┤                                                                                                                                    █████
|       │┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄█████┄┄┄┄┄┄┄
|       │▁▁▁▁▁       ▁▁▁▁▁ ▁▁▁▁▁ ▁▁▁▁▁ ▁▁▁▁▁ ▁▁▁▁▁ ▁▁▁▁▁       ▁▁▁▁▁ ▁▁▁▁▁ ▁▁▁▁▁ ▁▁▁▁▁ ▁▁▁▁▁ ▁▁▁▁▁       ▁▁▁▁▁ ▁▁▁▁▁ ▁▁▁▁▁ ▁▁▁▁▁ ▁▁▁▁▁ ▁▁▁▁▁ █████ ▃▃▃▃▃
|      0┴──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────^^^^^^
|        16:00                                                                 04:00                                                                15:00
|
| rolling 24 h total, last 7 days  ┄┄ threshold 500
|    500┤┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
|       │                                                                                                                                                       ▆
|       │                                                                                                                                                       █
|    250┤                    ▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂                                                                                                             █
|       │                    ██████████████████████▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▇▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁                                       ▁▁▁▂▂█
|       │                    ███████████████████████████████████████████████████████████████████████████████████████▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▃▄▄▄▅▅▅▆▆▆▆▇▇██████████
|      0┴───────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────^
|        Tue 17                                                                    Sat 21                                                               Tue 15:00
|
| code        last h     24 h  meaning                                           recipients waiting, by reason
| 421            249      249  service not available, closing channel                101 421 4.3.2 Service not available
| 450             52      118  mailbox unavailable (busy)                             10 Connection refused
| no reply 4      21       21  no reply, temporary
| expired          2        2  expired in the queue                              newest reply of each code
|                                                                                421 host mx1.acme.example[192.0.2.9] said: 421 4.3.2 Service not available
|
|
|
| c continuity  b bounce  a thresholds  t tell  e edit  v graph  m messages  o log  ? help  Esc back
key 2
show
| mtacon  1 Domains [2 Nodes] 3 Alerts 4 History 5 System 6 Codes                                                                                      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  exp<6h 6  oldest 9h                                                             r4 saved, no node enrolled
| Node↑              state    active  defer hold  old exp6h last h   24 h  seen 60m          what is wrong
| mta1               was up        3     40    0   9h     1    104    212    3s ▁▁▁▂▃▃▄▇█▅▃▃
| mta2               was up        3     80    0   9h     2    140    184    3s ▁▁▁▁▁▁▁█▃▂▂▁
| mta3               down          3    120    0   9h     3     85    132    2m ▁▁▁▂▂▂▄▇█▅▄▂ mta3: cannot connect to mta3.isp.example port 22: Connection refused
|
|
| mta1  Postfix 3.7.11  was up
| failures per minute, last 60 min                                        code        last h     24 h  meaning
|      5┤                                      █ ███ █                    421             83       83  service not available, closing channel
|       │                                      █ ███ █                    450              0       66  mailbox unavailable (busy)
|       │                                    ▅ █▅███▅█ ▅                  550              0       42  mailbox unavailable (not found, no access)
|       │                                    █ ███████ █                  no reply 4      21       21  no reply, temporary
|       │                                ▂ ▂▂█▂███████▂█▂▂ ▂
|       │                                █ ███████████████ █              recipients waiting, by reason
|      2┤                                █ ███████████████ █                   30 421 4.3.2 Service not available
|       │                  ▇ ▇ ▇ ▇ ▇ ▇ ▇ █▇███████████████▇█ ▇ ▇ ▇ ▇           10 Connection refused
|       │                  █ █ █ █ █ █ █ ███████████████████ █ █ █ █
|       │                 ▄█▄█▄█▄█▄█▄█▄█▄███████████████████▄█▄█▄█▄█▄
|       │                 ███████████████████████████████████████████
|       │                 ███████████████████████████████████████████
|      0┴───────────────────────────────────────────────────────────^
|        14:05                       14:35                      15:04
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
|
|
|
|
|
| Enter open  n new  d remove  E enrol  m messages  o log  r reconnect  ? help  q quit  / filter  v graph
