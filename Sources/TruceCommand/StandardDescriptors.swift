import Glibc

/// Opens standard input, output and error where whoever started the program closed them (`truce get notes >&-`): otherwise
/// the next file or socket that is opened would get their number, and output would be written into it.
///
/// They are opened the wrong way round, so that using them fails as it does with a closed one.
func openMissingStandardDescriptors() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) == -1 {
        // The lowest free number is this one, since those below are open.
        _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
}
