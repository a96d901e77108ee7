/* For an opened field on a page of its own. */
import { watchReveal } from "./reveal.js";

watchReveal();
