import Glibc

/// Lets this process open as many files as the system allows it, since every connection is one; returns how many.
func raiseDescriptorLimit() -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 1024 }
    var raised = limit
    raised.rlim_cur = min(limit.rlim_max, 65_536)
    guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 else { return Int(limit.rlim_cur) }
    return Int(raised.rlim_cur)
}
