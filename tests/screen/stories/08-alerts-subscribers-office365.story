Thresholds with what counts to choose them by; subscribers; the checklist for Office 365.
store policy
size 80 24
key a
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| Availability alerts: acme.example   (revision 7)
| Alert at /h   100                            now 322, 7-day peak 322
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
| Warning: all subscribers are inside acme.example itself: when it fails, they
| may not get the alert.
| Holds at once when saved: no node needs to know it.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key Backspace Backspace Backspace
type 9x
key Tab Tab Tab Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| Availability alerts: acme.example   (revision 7)
| Alert at /h   9x                             up to 10^9; 0: off; empty: as *
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
| not saved: Alert at /h: up to 10^9; 0: off; empty: as *
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key Esc Esc t
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| Subscribers: acme.example   (revision 7)
| [x] own subscribers  else the 0 of *
| Subscribers of alerts
|  it@acme.example                                    [ Remove ]
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
| Warning: all subscribers are inside acme.example itself: when it fails, they
| may not get the alert.
| Holds at once when saved: no node needs to know it.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
Enter removes; an address that is typed and left is added.
key Up Enter
type noc@isp.example
key Tab
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| Subscribers: acme.example   (revision 7)
| [x] own subscribers  else the 0 of *
| Subscribers of alerts
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
|
| Holds at once when saved: no node needs to know it.
|
| Tab next   arrows or a first letter choose   Enter go on, press   Esc leave
key Esc Esc f
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| Office 365: acme.example   (revision 7)
| Is the mail system Office 365?
|  (x) not said                   nobody has told the console
|  ( ) no                         another mail system
|  ( ) yes                        failures show only with its reports off
|  Exchange Admin Center - mail flow - remote domains: Allow non-delivery
|  reports unchecked
| [ ] its non-delivery reports are off
| Reason                                       incident number
| [ Save ]  [ Save and push ]  [ Show diff ]  [ Cancel ]
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
key Down Down Tab Tab Tab Enter
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
key Enter
show
| mtacon  1 Domains [Domain]                                           15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r8 saved, on 1 of 3: p
| acme.example   last hour 322/100 ! 24 h 388/500
| temporary 388  permanent 0  expired 2   (24 h)
| queued 111  oldest 9h  expiring within 6 h 3, 24 h 14
| mode Enabled until 24 Nov 17:04Z, in force on 1 of 3; mta1 has Disabled; mta3
| unknown since 15:02Z, had Disabled
| reports OFF (Disabled when on Continuity), in force on 1 of 3; mta1 has on;
| mta3 unknown since 15:02Z, had on
| its event ends in 2h00: then Disabled (c extends)
| Office 365 with its non-delivery reports on: failures may not be seen here (f)
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
|
| c continuity  b bounce  a thresholds  t tell  e edit  v graph  ? help  Esc back
