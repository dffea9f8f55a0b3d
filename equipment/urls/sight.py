"""Where devices are stuck, and since when."""

from django.urls import path

from equipment.views import sight

urlpatterns = [path("tableau/", sight.pool_board, name="pool_board")]
