# What is typed while the cursor is on a subscriber goes to the new one, blanks too: nobody is removed.
store policy
size 80 24
key t Up
type ann a@noc.example
key Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts 4 History 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| Subscribers: acme.example   (revision 7)
| [x] own subscribers  else the 0 of *
| Subscribers of alerts
|  it@acme.example                                    [ Remove ]
|  add ann a@noc.example                              Enter adds
|  a blank, a control character or one outside ASCII
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
