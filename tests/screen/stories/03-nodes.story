The twin: a row a node. What is down says why, and its numbers look old.
store fleet
size 80 24
key 2
show
| mtacon  1 Domains [2 Nodes] 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r4 saved, no node enrolled
| Node↑         state    active  defer hold  old exp6h last h   24 h  seen 60m
| mta1          was up        3     40    0   9h     1    104    212    3s ▁▁▄▇█▄
| mta2          was up        3     80    0   9h     2    140    184    3s ▁▁▂█▄▂
| mta3          down          3    120    0   9h     3     85    132    2m ▁▁▃▆█▄
|
|
| mta1  Postfix 3.7.11  was up
| failures per minute, last 60 min                code        last h     24 h
|      5┤                         ███ █           421             83       83
|       │                         ███ █           450              0       66
|       │                        ███████          550              0       42
|       │                        ███████          no reply 4      21       21
|       │                     ███████████ █
|      2┤                     ███████████ █       recipients waiting, by reason
|       │            ███ ███ ████████████████ ██       30 421 4.3.2 Service not …
|       │            ███ ███ ████████████████ ██       10 Connection refused
|       │           ████████████████████████████
|       │           ████████████████████████████
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
|
| Enter open  n new  d remove  E enrol  m messages  o log  ? help  q quit
key Down Down Enter
show
| mtacon  2 Nodes [Node]                                               15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r4 saved, no node enrolled
| mta3  down  Postfix 3.7.11   root@mta3.isp.example   last read 2m ago
| mta3: cannot connect to mta3.isp.example port 22: Connection refused
|
| failures per minute, last 60 min
|      5┤                                   ▂▂▂▅▅▅█▅▅▅▂▂▂      ▂
|       │                 ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▇▇▇█████████████▇▇▇▄▄▄█▄▄▄▄▄
|      0┴───────────────────────────────────────────────────────────^
|        14:05                       14:35                      15:04
|
|                                                                   more below: j
| queue        now      age   messages as of 15:03:56 (9s ago)
| incoming       0      < 5 m       10  ██████████
| active         3      < 1 h       20  ████████████████████
| deferred     120      < 6 h        6  ██████
| hold           0      < 1 d        4  ████
| corrupt        0      < 2 d        0
|                       < 3 d        0
| oldest           9h   < 4 d        0
| expires < 6 h     3   < 5 d        0
| expires < 24 h   15   >= 5 d       0
|
| v graph  m messages  o log  r reconnect  u UTC/local  ? help  Esc back
