Where there are rows, keys in one burst are no crash either.
store fleet
size 80 24
burst 5 j Enter
burst 2 j Enter
burst 1 j Enter
burst 2 G j Enter
burst 4 j j R
show
| mtacon  1 Domains 2 Nodes 3 Alerts [4 History] 5 System 6 Codes      15:04:05Z
| nodes 0 of 3 up  failures 329/h 528/24h  queue 249  r4 saved, no node enrolled
| revision on nodes saved            by                             reason
|        4          2026-11-24 15:04 anna@jump1
|        3          2026-11-24 15:04 anna@jump1
|        2          2026-11-24 15:04 anna@jump1
|        1          2026-11-24 15:04 anna@jump1
|┌─ revert to revision 2 ───────────────────────────────────────────────────────┐
|│ contoso.example: no longer configured                                        │
|│ contoso.example: 24 h threshold 150 -> Inherited from *                      │
|│ fabrikam.example: no longer configured                                       │
|│ Save a new revision equal to revision 2, without the 2 after it?             │
|│ Reason                                                                       │
|│                                                                              │
|│ Enter go on   Esc leave it                                                   │
|└──────────────────────────────────────────────────────────────────────────────┘
|
|
|
|
|
|
|
| Enter open  x mark  = compare  R revert  Z undo  p push  ? help  q quit
