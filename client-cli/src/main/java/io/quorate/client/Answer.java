package io.quorate.client;

/** Any result: it carries the receipt of the member that answered. */
interface Answer {

    /** The receipt. */
    Header header();
}
