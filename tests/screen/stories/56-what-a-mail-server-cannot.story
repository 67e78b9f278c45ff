What policy cannot do on a node stands on the node's page, by its mail server or as that is set up; and how its queue gets the right lifetime, in its own words.

store fleet
size 80 24
sql UPDATE node SET mta = 'exim', version = 'Exim 4.96', lifetime = 345600, cannot = 'bounce: it tells all (delay_warning = 1d)' WHERE name = 'mta1'
sql UPDATE node SET mta = 'opensmtpd', version = 'OpenSMTPD 6.8.0p2' WHERE name = 'mta2'
key 2 Enter
show
| mtacon  2 Nodes [Node]                                               15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r4 saved, no node enrolled
| mta1  was up  Exim 4.96   root@mta1.isp.example   last read 3s ago
| queue lifetime is 96 h, the rule is 120 h: set F,5d,6h in the retry rules
| policy cannot do all here: bounce: it tells all (delay_warning = 1d)
|
| failures per minute, last 60 min
|      5┤                                ▂ ▂▂▅▂█▅███▅█▂▅▂▂ ▂
|       │                 ▄▇▄▇▄▇▄▇▄▇▄▇▄▇▄█▇███████████████▇█▄▇▄▇▄▇▄▇▄
|      0┴───────────────────────────────────────────────────────────^
|        14:05                       14:35                      15:04
|                                                                   more below: j
| queue        now      age   messages as of 15:03:56 (9s ago)
| incoming       0      < 5 m       10  ██████████
| active         3      < 1 h       20  ████████████████████
| deferred      40      < 6 h        6  ██████
| hold           0      < 1 d        4  ████
| corrupt        0      < 2 d        0
|                       < 3 d        0
| oldest           9h   < 4 d        0
| expires < 6 h     1   < 5 d        0
| expires < 24 h    5   >= 5 d       0
|
| v graph  m messages  o log  r reconnect  u UTC/local  ? help  Esc back
key q j Enter
show
| mtacon  2 Nodes [Node]                                               15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r4 saved, no node enrolled
| mta2  was up  OpenSMTPD 6.8.0p2   root@mta2.isp.example   last read 3s ago
| policy cannot do all here: OpenSMTPD has no means to say who gets a report, nor
| to refuse a sender by port: mtacon only reads it
|
| failures per minute, last 60 min
|     60┤                                       ▇
|       │                 ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▂█▂▂▂▂▂▁▁▁▁▁▁▁▁▁▂▁▁▁▁▁
|      0┴───────────────────────────────────────────────────────────^
|        14:05                       14:35                      15:04
|                                                                   more below: j
| queue        now      age   messages as of 15:03:56 (9s ago)
| incoming       0      < 5 m       10  ██████████
| active         3      < 1 h       20  ████████████████████
| deferred      80      < 6 h        6  ██████
| hold           0      < 1 d        4  ████
| corrupt        0      < 2 d        0
|                       < 3 d        0
| oldest           9h   < 4 d        0
| expires < 6 h     2   < 5 d        0
| expires < 24 h   10   >= 5 d       0
|
| v graph  m messages  o log  r reconnect  u UTC/local  ? help  Esc back
