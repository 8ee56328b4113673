"""What held, who said so, what was known, and has the record been touched since?

What one event is called, from the file to the reader:

| form   | what it is                                                | its type                    |
|--------|-----------------------------------------------------------|-----------------------------|
| draft  | what a file tells, or the recorder is about to do:        | `files.drafts.Draft`,       |
|        | checked before it is an event                             | `DraftAct` in `recording`   |
| event  | its type, stream and canonical bytes, to be appended;     | `entries.NewEvent`, then    |
|        | with its version the library's stored event               | the library's `StoredEvent` |
| entry  | those bytes framed with position and record time: what is | `entries.Entry`             |
|        | hashed, exported and proved                               |                             |
| record | the event as it is read: position, record time, type, and | `records.Record`            |
|        | data in its present format                                |                             |
"""
