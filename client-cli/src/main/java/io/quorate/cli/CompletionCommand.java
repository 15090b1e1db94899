package io.quorate.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

import java.util.concurrent.Callable;

@Command(
        name = "completion",
        description = "Prints a script that completes kvctl's commands and options in a shell.",
        footer = {
            "",
            "The distribution has them in share/bash-completion/completions/kvctl and",
            "share/zsh/site-functions/_kvctl.",
            "",
            "Examples:",
            "  source <(kvctl completion bash)      now, or in ~/.bashrc for good",
            "  source <(kvctl completion zsh)       in ~/.zshrc",
            "  kvctl completion bash > /etc/bash_completion.d/kvctl"
        })
final class CompletionCommand implements Callable<Integer> {

    enum Shell {
        bash,
        zsh
    }

    @ParentCommand private Kvctl kvctl;

    @Parameters(index = "0", paramLabel = "bash|zsh", description = "The shell.")
    private Shell shell;

    @Override
    public Integer call() throws Streams.BrokenStream {
        String script = AutoComplete.bash("kvctl", Kvctl.whole(kvctl.streams()));
        kvctl.streams()
                .line(
                        switch (shell) {
                            case bash -> script;
                            case zsh -> forZsh(script);
                        });
        return ExitCode.DONE;
    }

    /**
     * The same script: it has zsh take bash's completions. The first line has zsh find it among its
     * functions by the name {@code _kvctl}, and the last answers the request that it was found for.
     */
    private static String forZsh(String script) {
        return "#compdef kvctl\n"
                + script
                + "\n[[ $funcstack[1] = _kvctl ]] && _bash_complete -F _complete_kvctl\n";
    }
}
