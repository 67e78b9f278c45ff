What was typed is not dropped by one key on Cancel.
store policy
size 80 24
key a
type 7
key Tab Tab Tab Right Right Right Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| Availability alerts: acme.example   (revision 7)
| Alert at /h   1007                           now 322, 7-day peak 322
| Alert at /24h 500                            now 388, 7-day peak 388
| Reason                                       incident number
| [ Save ]  [ Save and push ]  [ Show diff ]  [ Cancel ]
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
| Warning: the hourly threshold is above the daily one.
| Warning: all subscribers are inside acme.example itself: when it fails, they
| may not get the alert.
| Holds at once when saved: no node needs to know it.
| Leave without saving? The same key again leaves, any other goes on.
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key Enter
show
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
