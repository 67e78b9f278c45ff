A field is checked as soon as it is left.
store policy
size 80 24
key a
type x
key Tab
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| Availability alerts: acme.example   (revision 7)
| Alert at /h   100x                           up to 10^9; 0: off; empty: as *
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
|
|
|
|
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
What was typed for a list and not added is not lost on Save: a bad one is not saved, and a line says
which field it is.
key Esc Esc t
type noc@
key Tab
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| Subscribers: acme.example   (revision 7)
| [x] own subscribers  else the 0 of *
| Subscribers of alerts
|  it@acme.example                                    [ Remove ]
|  add noc@                                           Enter adds
|  nothing stands behind the '@'
| Reason                                       incident number
| [ Save ]  [ Save and push ]  [ Show diff ]  [ Cancel ]  [ Test mail ]
|
|
|
|
|
|
|
|
|
| Warning: all subscribers are inside acme.example itself: when it fails, they
| may not get the alert.
| Holds at once when saved: no node needs to know it.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key Tab Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| Subscribers: acme.example   (revision 7)
| [x] own subscribers  else the 0 of *
| Subscribers of alerts
|  it@acme.example                                    [ Remove ]
|  add noc@                                           Enter adds
|  nothing stands behind the '@'
| Reason                                       incident number
| [ Save ]  [ Save and push ]  [ Show diff ]  [ Cancel ]  [ Test mail ]
|
|
|
|
|
|
|
|
|
| Warning: all subscribers are inside acme.example itself: when it fails, they
| may not get the alert.
| Holds at once when saved: no node needs to know it.
| not saved: Subscribers of alerts: nothing stands behind the '@'
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
type isp.example
key Tab Tab Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r8 saved, on 1 of 3: p
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
| saved as revision 8: holds at once
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
Each button is reached by Tab as by arrows; a list is one stop, where one types, and arrows and BackTab go
through it.
key t Tab Tab Tab
show styles
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r8 saved, on 1 of 3
| Subscribers: acme.example   (revision 8)
| [x] own subscribers  else the 0 of *
| Subscribers of alerts
|  it@acme.example                                    [ Remove ]
|  noc@isp.example                                    [ Remove ]
|  add                                                Enter adds
| Reason                                       incident number
| [ Save ]  [ Save and push ]  [ Show diff ]  [ Cancel ]  [ Test mail ]
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
| Holds at once when saved: no node needs to know it.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
|1 bad: nodes 0 of 3 up
|1 near: r8 saved, on 1 of 3
|9 selected: [ Save and push ]
key Tab Tab Tab
show styles
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r8 saved, on 1 of 3
| Subscribers: acme.example   (revision 8)
| [x] own subscribers  else the 0 of *
| Subscribers of alerts
|  it@acme.example                                    [ Remove ]
|  noc@isp.example                                    [ Remove ]
|  add                                                Enter adds
| Reason                                       incident number
| [ Save ]  [ Save and push ]  [ Show diff ]  [ Cancel ]  [ Test mail ]
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
| Holds at once when saved: no node needs to know it.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
|1 bad: nodes 0 of 3 up
|1 near: r8 saved, on 1 of 3
|9 selected: [ Test mail ]
key Up Up BackTab BackTab
show styles
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r8 saved, on 1 of 3
| Subscribers: acme.example   (revision 8)
| [x] own subscribers  else the 0 of *
| Subscribers of alerts
|  it@acme.example                                    [ Remove ]
|  noc@isp.example                                    [ Remove ]
|  add                                                Enter adds
| Reason                                       incident number
| [ Save ]  [ Save and push ]  [ Show diff ]  [ Cancel ]  [ Test mail ]
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
| Holds at once when saved: no node needs to know it.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
|1 bad: nodes 0 of 3 up
|1 near: r8 saved, on 1 of 3
|5 selected: [ Remove ]
A difference is a page that scrolls; behind it the form is as it was.
key Esc t
type a@noc.example
key Enter
type b@noc.example
key Tab Tab Tab Tab Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r8 saved, on 1 of 3
| What would change
| acme.example: subscriber added: a@noc.example
| acme.example: subscriber added: b@noc.example
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
| j k down and up   Space page   Esc back
key Esc
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r8 saved, on 1 of 3
| Subscribers: acme.example   (revision 8)
| [x] own subscribers  else the 0 of *
| Subscribers of alerts
|  it@acme.example                                    [ Remove ]
|  noc@isp.example                                    [ Remove ]
|  a@noc.example                                      [ Remove ]
|  b@noc.example                                      [ Remove ]
|  add                                                Enter adds
| Reason                                       incident number
| [ Save ]  [ Save and push ]  [ Show diff ]  [ Cancel ]  [ Test mail ]
|
|
|
|
|
|
|
|
|
| Holds at once when saved: no node needs to know it.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key Up Up Up Up Up Up Up x
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r8 saved, on 1 of 3
| Subscribers: acme.example   (revision 8)
| [x] own subscribers  else the 0 of *
| Subscribers of alerts
|  it@acme.example                                    [ Remove ]
|  noc@isp.example                                    [ Remove ]
|  a@noc.example                                      [ Remove ]
|  b@noc.example                                      [ Remove ]
|  add                                                Enter adds
| Reason                                       incident number
| [ Save ]  [ Save and push ]  [ Show diff ]  [ Cancel ]  [ Test mail ]
|
|
|
|
|
|
|
|
|
| Holds at once when saved: no node needs to know it.
| no such key here: Space ticks
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
Of a domain that is not configured the nodes have to learn that it is.
key Esc Esc Down Down a
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r8 saved, on 1 of 3
| Availability alerts: elsewhere.example   (revision 8, not configured yet)
| Alert at /h                                  now 2, 7-day peak 2  * has 200
| Alert at /24h                                now 2, 7-day peak 2  * has 0
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
|
|
| Holds at once when saved; that the domain is configured goes to: 3 of 3 nodes
| (enrolled); 1 out of reach get it when they return.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
type 9
key Tab Tab Tab Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r9 saved, on 0 of 3: p
| Domain               Mode                Reports last hour  24 hours  queue old
|▲acme.example         Enabled 2h00 1/3    OFF 1/3 322/100 ! 388/500      111  9h
|~contoso.example      Disabled 2/3?       on        5/200   138/150 ~      0   -
| elsewhere.example    not set>Disabled r9 on          2/9         2        0   -
| fabrikam.example     Disabled 2/3?       on        0/200         0        0   -
|
| elsewhere.example
| failures per minute, last 60 min                code        last h     24 h
|      4┤                                         554              2        2
|       │                                         recipients waiting, by reason
|       │                                         nothing waits with a reason
|       │
|       │
|      2┤                                   █
|       │                                   █
|       │                                   █
|       │                                   █
|       │                                   █
|      0┴──────────────────────────────────────^
|        14:05            14:35            15:04
| saved as revision 9, not pushed yet (p pushes)
| Enter open  c continuity  b bounce  a thresholds  e edit  n new  ? help  q quit
