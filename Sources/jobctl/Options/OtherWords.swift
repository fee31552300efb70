// Words that other programs have for what jobctl does under another name.

/// What they are here.
enum OtherWords {
  /// Word → the commands that do it, the best first: the first of them that there is counts.
  static let answers: [String: [String]] = [
    "swap": ["switch"], "exchange": ["switch"],
    "suspend": ["pause"], "freeze": ["pause"],
    "unpause": ["resume"], "continue": ["resume"], "cont": ["resume"], "thaw": ["resume"], "undrain": ["resume"],
    "stash": ["hold"], "unhold": ["release"], "enqueue": ["submit"], "unstash": ["release"],
    "shutdown": ["stop"], "halt": ["stop"], "quit": ["stop"], "up": ["start"], "down": ["stop"],
    "write": ["send"], "input": ["send"], "stdin": ["send"], "type": ["send"],
    "find": ["search", "list"], "grep": ["search", "list"], "jobs": ["list"], "queues": ["queue list"],
    "mail": ["notify"], "alert": ["notify"], "hook": ["notify"], "hooks": ["notify"], "callbacks": ["callback"],
    "delete": ["rm"], "remove": ["rm"], "abort": ["cancel"], "rerun": ["retry"], "requeue": ["retry"],
    "show": ["status"], "output": ["logs"], "tail": ["logs"], "follow": ["logs"],
    "watch": ["top"], "parallel": ["map"], "cron": ["schedule"], "at": ["submit --at"],
  ]
}
