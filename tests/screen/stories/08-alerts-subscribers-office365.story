Thresholds with what counts to choose them by; subscribers; the checklist for Office 365.
store policy
size 80 24
key a
show
| mtacon  [1 Domains]  2 Nodes   3 Codes   4 History   5 System        15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249 oldest 9h  exp<6h 6
| Availability alerts: acme.example   (revision 7)
| Alert at /h   100                            now 322, 7-day peak 322
| Alert at /24h 500                            now 388, 7-day peak 388
| Reason                                       incident number
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]
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
| Warning: all subscribers are inside the domain itself: when it fails, they may
| not get the alert.
| Goes to: 3 of 3 nodes (enrolled); 1 out of reach get it when they return.
|
| Tab next   arrows choose   Space tick   Enter go on, press a button   Esc leave
key Backspace Backspace Backspace
type 9x
key Tab Tab Tab Right Enter
show
| mtacon  [1 Domains]  2 Nodes   3 Codes   4 History   5 System        15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249 oldest 9h  exp<6h 6
| Availability alerts: acme.example   (revision 7)
| Alert at /h   9x                             a number; 0: off; empty: as *
| Alert at /24h 500                            now 388, 7-day peak 388
| Reason                                       incident number
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]
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
| Tab next   arrows choose   Space tick   Enter go on, press a button   Esc leave
key Esc Esc t Tab
show
| mtacon  [1 Domains]  2 Nodes   3 Codes   4 History   5 System        15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249 oldest 9h  exp<6h 6
| Subscribers: acme.example   (revision 7)
| [x] own subscribers  else the 0 of *
| Subscribers of alerts
|  it@acme.example                                    [ Remove ]
|  add                                                Enter adds
| Reason                                       incident number
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]
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
| Warning: all subscribers are inside the domain itself: when it fails, they may
| not get the alert.
| Goes to: 3 of 3 nodes (enrolled); 1 out of reach get it when they return.
|
| Tab next   arrows choose   Space tick   Enter go on, press a button   Esc leave
key Enter Tab
type noc@isp.example
key Enter
show
| mtacon  [1 Domains]  2 Nodes   3 Codes   4 History   5 System        15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249 oldest 9h  exp<6h 6
| Subscribers: acme.example   (revision 7)
| [x] own subscribers  else the 0 of *
| Subscribers of alerts
|  add                                                Enter adds
| Reason        noc@isp.example                incident number
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]
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
| Goes to: 3 of 3 nodes (enrolled); 1 out of reach get it when they return.
|
| Tab next   arrows choose   Space tick   Enter go on, press a button   Esc leave
key Esc Esc f
show
| mtacon  [1 Domains]  2 Nodes   3 Codes   4 History   5 System        15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249 oldest 9h  exp<6h 6
| Office 365: acme.example   (revision 7)
| Is the mail system Office 365?
|  (x) not said                   nobody has told the console
|  ( ) no                         another mail system
|  ( ) yes                        failures show only with its reports off
|  Exchange Admin Center - mail flow - remote domains: Allow non-delivery repor…
| [ ] its non-delivery reports are off
| Reason                                       incident number
| [ Save and push ]  [ Save only ]  [ Show diff ]  [ Cancel ]
|
|
|
|
|
|
|
|
| Warning: all subscribers are inside the domain itself: when it fails, they may
| not get the alert.
| Goes to: 3 of 3 nodes (enrolled); 1 out of reach get it when they return.
|
| Tab next   arrows choose   Space tick   Enter go on, press a button   Esc leave
