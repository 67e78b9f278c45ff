Held mail is a state of its own: it does not expire, and the page of its node says so.

store fleet
size 80 24
sql UPDATE node SET hold = 12 WHERE name = 'mta1'
key 2 Enter
show
| mtacon  2 Nodes [Node]                                               15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 261  r4 saved, no node enrolled
| mta1  was up  Postfix 3.7.11   root@mta1.isp.example   last read 3s ago
|
| failures per minute, last 60 min
|      5┤                                ▂ ▂▂▅▂█▅███▅█▂▅▂▂ ▂
|       │                 ▄▇▄▇▄▇▄▇▄▇▄▇▄▇▄█▇███████████████▇█▄▇▄▇▄▇▄▇▄
|      0┴───────────────────────────────────────────────────────────^
|        14:05                       14:35                      15:04
|
|                                                                   more below: j
| queue        now      age   messages as of 15:03:56 (9s ago)
| incoming       0      < 5 m       10  ██████████
| active         3      < 1 h       20  ████████████████████
| deferred      40      < 6 h        6  ██████
| hold          12      < 1 d        4  ████
| corrupt        0      < 2 d        0
|                       < 3 d        0
| oldest           9h   < 4 d        0
| expires < 6 h     1   < 5 d        0
| expires < 24 h    5   >= 5 d       0
| held 12, does not expire
|
| v graph  m messages  o log  r reconnect  u UTC/local  ? help  Esc back
size 160 40
show
| mtacon  2 Nodes [Node]                                                                                                                               15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 261  exp<6h 6  oldest 9h                                                             r4 saved, no node enrolled
| mta1  was up  Postfix 3.7.11   root@mta1.isp.example   last read 3s ago
|
| failures per minute, last 60 min
|      5┤                                                                            ██  ██████  ██
|       │                                                                        ▇▇  ██▇▇██████▇▇██  ▇▇
|       │                                                                ▅▅  ▅▅▅▅██▅▅██████████████▅▅██▅▅▅▅  ▅▅
|      2┤                                    ▄▄  ▄▄  ▄▄  ▄▄  ▄▄  ▄▄  ▄▄  ██▄▄██████████████████████████████▄▄██  ▄▄  ▄▄  ▄▄  ▄▄
|       │                                  ▂▂██▂▂██▂▂██▂▂██▂▂██▂▂██▂▂██▂▂██████████████████████████████████████▂▂██▂▂██▂▂██▂▂██▂▂
|       │                                  ██████████████████████████████████████████████████████████████████████████████████████
|      0┴──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────^^
|        14:05                                                     14:35                                                    15:04
|
|
| queue        now      age   messages as of 15:03:56 (9s ago)    queued, by domain                         code        last h     24 h
| incoming       0      < 5 m       10  ██████████                     40 acme.example                      421             83       83
| active         3      < 1 h       20  ████████████████████                                                450              0       66
| deferred      40      < 6 h        6  ██████                                                              550              0       42
| hold          12      < 1 d        4  ████                                                                no reply 4      21       21
| corrupt        0      < 2 d        0
|                       < 3 d        0
| oldest           9h   < 4 d        0
| expires < 6 h     1   < 5 d        0
| expires < 24 h    5   >= 5 d       0
| held 12, does not expire
|
| recipients waiting, by reason
|      30 421 4.3.2 Service not available
|      10 Connection refused
|
|
|
|
|
|
|
|
|
| v graph  m messages  o log  r reconnect  u UTC/local  ? help  Esc back
