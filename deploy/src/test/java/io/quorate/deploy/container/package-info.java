/**
 * The image, and clusters made of it: what only containers can show. Active wherever a Docker
 * engine answers; where none does a loud line says that it was left out.
 *
 * <p>Everything is made under names of this process, so that two builds at once do not meet, and
 * ended by its own name. Start reading at {@link io.quorate.deploy.container.Image}.
 */
package io.quorate.deploy.container;
