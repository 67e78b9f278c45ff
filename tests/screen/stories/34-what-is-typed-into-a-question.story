What is typed into a question is for nobody else: no letter of it reaches the screen below.
store fleet
size 80 24
key 2 d
burst q u i t 5 / j Enter Tab
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
|┌─ Remove a node ──────────────────────────────────────────────────────────────┐
|│ Forget mta1 with all its history in this store?                              │
|│ Nothing on the node itself is touched.                                       │
|│                                                                              │
|│ y do it   n leave it                                                         │
|└──────────────────────────────────────────────────────────────────────────────┘
|      2┤                     ███████████ █       recipients waiting, by reason
|       │            ███ ███ ████████████████ ██       30 421 4.3.2 Service not …
|       │            ███ ███ ████████████████ ██       10 Connection refused
|       │           ████████████████████████████
|       │           ████████████████████████████
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
| y does it, n leaves it
| Enter open  n new  d remove  E enrol  m messages  o log  ? help  q quit
key n
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
A key that means nothing here says so.
key K
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
| no such key here: ? helps
| Enter open  n new  d remove  E enrol  m messages  o log  ? help  q quit
'yes' written out is one answer: its other letters sort nothing and open nothing; later they are keys again.
key d y e s Enter
show
| mtacon  1 Domains [2 Nodes] 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 2 up  failures 225/h 316/24h  queue 206  r4 saved, no node enrolled
| Node↑         state    active  defer hold  old exp6h last h   24 h  seen 60m
| mta2          was up        3     80    0   9h     2    140    184    3s ▁▁▂█▄▂
| mta3          down          3    120    0   9h     3     85    132    2m ▁▁▃▆█▄
|
|
|
| mta2  Postfix 3.7.11  was up
| failures per minute, last 60 min                code        last h     24 h
|     60┤                         ▃               421             83       83
|       │                         █               450             52       52
|       │                         █               550              5       49
|       │                         █               expired          2        2
|       │                         █
|     30┤                         █               recipients waiting, by reason
|       │                         █                    71 421 4.3.2 Service not …
|       │                         █
|       │                         █
|       │           ▂▂▂▂▂▂▂▂▂▂▃▃▄▄█▆▇▆▆▄▄▃▃▂█▂▂▂
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
| mta1 removed
| Enter open  n new  d remove  E enrol  m messages  o log  ? help  q quit
key s
wait 2000
key d y
wait 2000
key s
show
| mtacon  1 Domains [2 Nodes] 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 1 up  failures 140/h 184/24h  queue 83   r4 saved, no node enrolled
| Node          state    active defer↓ hold  old exp6h last h   24 h  seen 60m
| mta2          was up        3     80    0   9h     2    140    184    3s ▁▁▂█▄▂
|
|
|
|
| mta2  Postfix 3.7.11  was up
| failures per minute, last 60 min                code        last h     24 h
|     60┤                         ▃               421             83       83
|       │                         █               450             52       52
|       │                         █               550              5       49
|       │                         █               expired          2        2
|       │                         █
|     30┤                         █               recipients waiting, by reason
|       │                         █                    71 421 4.3.2 Service not …
|       │                         █
|       │                         █
|       │           ▂▂▂▂▂▂▂▂▂▂▃▃▄▄█▆▇▆▆▄▄▃▃▂█▂▂▂
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
| order: queue
| Enter open  n new  d remove  E enrol  m messages  o log  ? help  q quit
