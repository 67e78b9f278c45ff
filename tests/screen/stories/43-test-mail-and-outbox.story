A test mail is followed where it was asked for; Enter in the outbox shows a mail whole.
store alerts
size 80 24
key t Tab Tab t
show styles
| mtacon  [1 Domains] 2 Nodes 3 Alerts (1) 4 History 5 System 6 Codes  15:04:05Z
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
|1 bad: nodes 0 of 3 up
|1 near: r7 saved, on 1 of 3
|8 selected: [ Test mail ]
key Enter
show
| mtacon  [1 Domains] 2 Nodes 3 Alerts (1) 4 History 5 System 6 Codes  15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249         r7 saved, on 1 of 3
| Test mail
| it@acme.example   queued
|
| Each that a node took is looked for in its log for half a minute; what this
| host's sendmail or a command took is not. The outbox (3, then O) keeps them; o
| on a mail there looks again.
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
| a test mail to each subscriber is on its way
| j k down and up   Space page   Esc back
key Esc Esc 3 O
show
| mtacon  3 Alerts (1) [Outbox]                                        15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 1 of 3: p
| state    kind      to                               domain          queued
| dead     firing    anna2@noc.example                acme.example    11-24 14:54
| queued   test      it@acme.example                  acme.example    11-24 15:04
| queued   firing    anna1@noc.example                acme.example    11-24 14:54
| sent     firing    anna0@noc.example                acme.example    11-24 14:54
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
| [mtacon] acme.example: 388 failures in the last hour (threshold 100)
| given up after 3 tries: no node is up to take it
|
|
| ▲ ALERT acme.example 388/100 /h since 14:54: 3 shows
| Enter open  k ↑ up  j ↓ down  / filter  ? help  Esc back
key Down Down Down Enter
show
| mtacon  3 Alerts (1) [Mail]                                          15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249      r7 saved, on 1 of 3: p
|
| sent: firing mail to anna0@noc.example, queued 2026-11-24 14:54:25
| sent 2026-11-24 14:54:35, try 1, by mta1: taken by mta1.isp.example
|
| From: mtacon <noc@isp.example>
| To: <anna0@noc.example>
| Subject: [mtacon] acme.example: 388 failures in the last hour (threshold 100)
| Auto-Submitted: auto-generated
|
| acme.example: 388 failures in the last hour; the threshold is 100.
| The newest: 421 4.3.2 Service not available ^[[31m
|
|
|
|
|
|
|
|
|
| ▲ ALERT acme.example 388/100 /h since 14:54: 3 shows
| o log  k ↑ up  j ↓ down  ? help  Esc back
